"""splink over the file that linkage-bench wrote: its own recommended comparisons, term frequencies,
EM by two blocking rules, several settings; for each the best recall at a precision that is asked.

usage: beside.py FILE PRECISION RECALL   (the figures of what Sekisho marks certain)
"""

import sys
import time

import duckdb
import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

FILE, PRECISION, OURS = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
TEXT = {name: "string" for name in pd.read_csv(FILE, nrows=0).columns}
ROWS = pd.read_csv(FILE, dtype=TEXT).astype({"unique_id": int, "person": int})
ABOUT = dict(zip(ROWS.unique_id, ROWS.person))
SIZES = ROWS.groupby("person").size()
TRUE_PAIRS = int((SIZES * (SIZES - 1) // 2).sum())
KEYS = ["key_hospital_a", "key_hospital_b", "key_insurer"]


def rare(comparison):
    return comparison.configure(term_frequency_adjustments=True)


def names_by_kana(side):
    """Names as the library has them for a forename and a surname, over the reading; the writing of
    the family name is left out, since it says the same again."""
    return [rare(cl.ForenameSurnameComparison(f"{side}_given_kana", f"{side}_family_kana"))]


def names_by_both(side):
    """Reading and writing, each on its own."""
    kana = [f"{side}_family_kana", f"{side}_given_kana"]
    kanji = [f"{side}_family", f"{side}_given"]
    return [rare(cl.NameComparison(c)) for c in kana] + [rare(cl.ExactMatch(c)) for c in kanji]


def settings(side, names):
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=names(side)
        + [
            cl.DateOfBirthComparison("birth", input_is_string=True, datetime_format="%Y-%m-%d"),
            cl.ExactMatch("sex"),
            rare(cl.ExactMatch(f"{side}_postal")),
            rare(cl.JaroWinklerAtThresholds(f"{side}_address", [0.95, 0.88])),
            rare(cl.LevenshteinAtThresholds(f"{side}_phone", [1])),
        ]
        + [cl.ExactMatch(key) for key in KEYS],
        blocking_rules_to_generate_predictions=[
            block_on("birth"),
            block_on(f"{side}_family_kana", f"{side}_given_kana"),
            block_on(f"{side}_family", f"{side}_given"),
            block_on(f"{side}_phone"),
            block_on(f"{side}_address"),
            block_on(f"{side}_given_kana", f"{side}_postal"),
            block_on("key_hospital_a"),
        ],
        retain_matching_columns=False,
        max_iterations=50,
    )


def predicted(side, names):
    api = DuckDBAPI()
    linker = Linker(api.register(ROWS), settings(side, names), log_level="ERROR")
    train = linker.training
    by_name = block_on(f"{side}_family_kana", f"{side}_given_kana")
    by_writing = block_on(f"{side}_family", f"{side}_given")
    sure = [block_on(f"{side}_family_kana", f"{side}_given_kana", "birth")]
    train.estimate_probability_two_random_records_match(sure, recall=0.7)
    train.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in (block_on("birth"), by_name, by_writing, block_on(f"{side}_phone")):
        train.estimate_parameters_using_expectation_maximisation(rule, record_sample_proportion=1.0)
    start = time.process_time()
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    frame = pairs.as_pandas_dataframe()
    return frame, time.process_time() - start


def held_back(frame):
    """What a careful user would add by hand: the given name (written or read) and the birth date
    agree. The scores are splink's, the doubt about twins and generations is then ours."""
    rows = ROWS.set_index("unique_id")
    left, right = rows.loc[frame.unique_id_l], rows.loc[frame.unique_id_r]

    def agree(column):
        return pd.Series(left[column].values == right[column].values, index=frame.index)

    return frame[(agree("n_given") | agree("n_given_kana")) & agree("birth")]


def best(frame, precision):
    """The threshold with the most pairs of one person among those that keep the precision."""
    frame = frame.sort_values("match_weight", ascending=False, kind="stable")
    one = [ABOUT[a] == ABOUT[b] for a, b in zip(frame.unique_id_l, frame.unique_id_r)]
    weights = list(frame.match_weight)
    answer, right = (0.0, float("inf"), 0), 0
    for n, is_one in enumerate(one, 1):
        right += is_one
        ends = n == len(one) or weights[n] != weights[n - 1]
        if ends and right / n >= precision and right > answer[2]:
            answer = (right / n, weights[n - 1], right)
    return answer


most = {}
for side, writing in (("r", "cleaned as anybody would"), ("n", "in our comparable forms")):
    for names in (names_by_kana, names_by_both):
        whole, seconds = predicted(side, names)
        print(f"splink, records {writing}, {names.__name__}: {len(whole)} pairs of p >= 0.01 in {seconds:.1f} s of CPU")
        for how, frame in (("its weights", whole), ("its weights and our two rules", held_back(whole))):
            for precision in sorted({0.999, PRECISION}):
                kept, weight, right = best(frame, precision)
                recall = right / TRUE_PAIRS
                most[how, precision] = max(most.get((how, precision), 0.0), recall)
                print(f"  by {how}, precision {kept:.5f} (>= {precision:.5f}): weight {weight:.1f}, recall {recall:.4f}", flush=True)
for (how, precision), recall in most.items():
    ratio = OURS / max(recall, 1e-9)
    print(f"recall of what is certain, ours to splink's best by {how} at precision {precision:.5f}: {OURS:.4f} / {recall:.4f} = {ratio:.3f}")
