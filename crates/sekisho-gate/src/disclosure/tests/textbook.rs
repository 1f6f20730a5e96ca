//! The textbook's strict Mondrian, plainly: what ours is measured against. Each field is cut at its
//! median or not at all.

/// Rows of positions, one per field, to groups of row numbers.
pub fn groups(rows: &[Vec<u32>], k: usize) -> Vec<Vec<usize>> {
    let fields = rows.first().map_or(0, Vec::len);
    let spans: Vec<f64> = (0..fields)
        .map(|f| spread(rows, &(0..rows.len()).collect::<Vec<_>>(), f).max(1.0))
        .collect();
    let mut done = Vec::new();
    let mut open = vec![(0..rows.len()).collect::<Vec<usize>>()];
    while let Some(part) = open.pop() {
        match halves(rows, &part, k, &spans) {
            Some((left, right)) => open.extend([left, right]),
            None => done.push(part),
        }
    }
    done
}

fn halves(
    rows: &[Vec<u32>],
    part: &[usize],
    k: usize,
    spans: &[f64],
) -> Option<(Vec<usize>, Vec<usize>)> {
    let mut fields: Vec<(f64, usize)> = spans
        .iter()
        .enumerate()
        .map(|(f, span)| (spread(rows, part, f) / span, f))
        .collect();
    fields.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, field) in fields {
        let mut values: Vec<u32> = part.iter().map(|row| rows[*row][field]).collect();
        values.sort_unstable();
        let median = values[(values.len() - 1) / 2];
        let (left, right): (Vec<usize>, Vec<usize>) =
            part.iter().partition(|row| rows[**row][field] <= median);
        if left.len() >= k && right.len() >= k {
            return Some((left, right));
        }
    }
    None
}

fn spread(rows: &[Vec<u32>], part: &[usize], field: usize) -> f64 {
    let values = || part.iter().map(|row| rows[*row][field]);
    let (Some(low), Some(high)) = (values().min(), values().max()) else {
        return 0.0;
    };
    f64::from(high - low)
}

/// Mean normalized certainty penalty over people and fields, 0 to 1.
pub fn loss(rows: &[Vec<u32>], groups: &[Vec<usize>]) -> f64 {
    let fields = rows.first().map_or(0, Vec::len);
    let all: Vec<usize> = (0..rows.len()).collect();
    let lost: f64 = (0..fields)
        .map(|field| {
            let span = spread(rows, &all, field).max(1.0);
            let of = |group: &Vec<usize>| group.len() as f64 * spread(rows, group, field) / span;
            groups.iter().map(of).sum::<f64>()
        })
        .sum();
    lost / (rows.len() * fields).max(1) as f64
}
