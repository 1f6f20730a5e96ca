//! How far a hidden number of a table is open: its least and greatest value under the equations of
//! the table, no number being negative. A dense two-phase simplex; tables are small.

/// `x >= 0`, and the sums of `rows`.
pub struct Feasible {
    /// Rows over the variables, then the right side; the basis has unit columns.
    tableau: Vec<Vec<f64>>,
    basis: Vec<usize>,
    variables: usize,
}

/// What is taken for nothing in sums of whole numbers.
const NOTHING: f64 = 1e-7;
/// Of pivots in one search; Bland's rule needs far fewer in tables of this size.
const STEPS_MAX: usize = 20_000;

impl Feasible {
    /// `rows`: coefficients by variable, and the sum. `None` if no numbers fit, or none were found.
    pub fn new(variables: usize, rows: &[(Vec<(usize, f64)>, f64)]) -> Option<Self> {
        let count = rows.len();
        let mut tableau = Vec::with_capacity(count);
        for (n, (coefficients, sum)) in rows.iter().enumerate() {
            let mut row = vec![0.0; variables + count + 1];
            let sign = if *sum < 0.0 { -1.0 } else { 1.0 };
            for (variable, coefficient) in coefficients {
                row[*variable] += sign * coefficient;
            }
            row[variables + n] = 1.0;
            row[variables + count] = sign * sum;
            tableau.push(row);
        }
        let mut all = Self {
            tableau,
            basis: (variables..variables + count).collect(),
            variables: variables + count,
        };
        let mut aim = vec![0.0; variables + count];
        aim[variables..].fill(-1.0);
        let best = all.maximize(&aim)?;
        if best < -1e-4 {
            return None;
        }
        all.without_artificial(variables);
        Some(all)
    }

    /// The least and the greatest value of a variable; `None` above: no bound.
    pub fn range(&mut self, variable: usize) -> (f64, Option<f64>) {
        let mut aim = vec![0.0; self.variables];
        aim[variable] = -1.0;
        // A number can't fall below nothing, so that a search without an end found nothing lower.
        let least = self.maximize(&aim).map_or(0.0, |most| -most);
        aim[variable] = 1.0;
        (least, self.maximize(&aim))
    }

    /// Drops the variables of the first phase; rows that they alone keep say nothing new.
    fn without_artificial(&mut self, variables: usize) {
        let mut row = 0;
        while row < self.basis.len() {
            if self.basis[row] < variables {
                row += 1;
                continue;
            }
            let column = (0..variables).find(|c| self.tableau[row][*c].abs() > NOTHING);
            match column {
                Some(column) => {
                    self.pivot(row, column);
                    row += 1;
                }
                None => {
                    self.tableau.remove(row);
                    self.basis.remove(row);
                }
            }
        }
        let all = self.variables;
        for row in &mut self.tableau {
            row.drain(variables..all);
        }
        self.variables = variables;
    }

    /// The greatest value of `aim · x`; `None` where it has no end.
    fn maximize(&mut self, aim: &[f64]) -> Option<f64> {
        let end = self.variables;
        for _ in 0..STEPS_MAX {
            let gain = |column: usize| {
                let rows = self.tableau.iter().zip(&self.basis);
                aim[column] - rows.map(|(row, b)| aim[*b] * row[column]).sum::<f64>()
            };
            // Bland: the first that gains, and of the rows that bound it the one of the lowest variable.
            let Some(column) = (0..end).find(|c| gain(*c) > NOTHING) else {
                let rows = self.tableau.iter().zip(&self.basis);
                return Some(rows.map(|(row, b)| aim[*b] * row[end]).sum());
            };
            let bounding = (0..self.tableau.len()).filter(|r| self.tableau[*r][column] > NOTHING);
            let ratio = |row: usize| self.tableau[row][end] / self.tableau[row][column];
            let leaving = bounding.min_by(|a, b| {
                let (by, than) = (ratio(*a), ratio(*b));
                let order = if (by - than).abs() < 1e-9 {
                    std::cmp::Ordering::Equal
                } else {
                    by.total_cmp(&than)
                };
                order.then(self.basis[*a].cmp(&self.basis[*b]))
            });
            self.pivot(leaving?, column);
        }
        None
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let scale = self.tableau[row][column];
        self.tableau[row]
            .iter_mut()
            .for_each(|entry| *entry /= scale);
        let by = self.tableau[row].clone();
        for (n, other) in self.tableau.iter_mut().enumerate() {
            let factor = other[column];
            if n != row && factor.abs() > 0.0 {
                other
                    .iter_mut()
                    .zip(&by)
                    .for_each(|(entry, by)| *entry -= factor * by);
            }
        }
        self.basis[row] = column;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_with_a_known_sum_are_open_between_nothing_and_it() {
        let mut open = Feasible::new(2, &[(vec![(0, 1.0), (1, 1.0)], 17.0)]).unwrap();
        assert_eq!(open.range(0), (0.0, Some(17.0)));
        let mut tied = Feasible::new(
            2,
            &[
                (vec![(0, 1.0), (1, 1.0)], 17.0),
                (vec![(0, 1.0), (1, -1.0)], 3.0),
                (vec![(0, 2.0)], 20.0),
            ],
        )
        .unwrap();
        let (least, most) = tied.range(1);
        assert!((least - 7.0).abs() < 1e-6 && (most.unwrap() - 7.0).abs() < 1e-6);
        assert!(Feasible::new(1, &[(vec![(0, 1.0)], -1.0)]).is_none());
        assert_eq!(Feasible::new(1, &[]).unwrap().range(0), (0.0, None));
    }
}
