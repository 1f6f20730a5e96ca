;; The other built-in actions, each over the whole column.

;; `first`: so many characters; what is not UTF-8 leaves nothing.
(global $first_count (mut i32) (i32.const 0))

(func $first (param $count i32) (result i32)
  (global.set $first_count (local.get $count))
  (call $each (global.get $do_first)))

(func $first_one (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (local $kept i32)
  (local.set $kept (call $bytes_of_first (local.get $at) (local.get $bytes) (global.get $first_count)))
  (if (i32.lt_s (local.get $kept) (i32.const 0)) (then (return (i32.const 0))))
  (call $push (local.get $at) (local.get $kept))
  (i32.const 1))

;; `replace`, and `blank` with no text: the same for everybody.
(global $text_at (mut i32) (i32.const 0))
(global $text_bytes (mut i32) (i32.const 0))

(func $replace (param $at i32) (param $bytes i32) (result i32)
  (global.set $text_at (local.get $at))
  (global.set $text_bytes (local.get $bytes))
  (call $each (global.get $do_replace)))

(func $replace_one (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (call $push (global.get $text_at) (global.get $text_bytes))
  (i32.const 1))

;; `map`: the group of the code itself, else of the nearest code it lies below.
(global $codes (mut i32) (i32.const 0))
(global $codes_n (mut i32) (i32.const 0))
(global $groups (mut i32) (i32.const 0))
(global $above (mut i32) (i32.const 0))
(global $above_n (mut i32) (i32.const 0))
(global $above_longest (mut i32) (i32.const 0))
(global $above_groups (mut i32) (i32.const 0))
(global $keeps_rest (mut i32) (i32.const 0))  ;; 1: a value without a group stays

(func $map
  (param $codes i32) (param $codes_n i32) (param $groups i32)
  (param $above i32) (param $above_n i32) (param $above_longest i32) (param $above_groups i32)
  (param $keeps_rest i32) (result i32)
  (global.set $codes (local.get $codes))
  (global.set $codes_n (local.get $codes_n))
  (global.set $groups (local.get $groups))
  (global.set $above (local.get $above))
  (global.set $above_n (local.get $above_n))
  (global.set $above_longest (local.get $above_longest))
  (global.set $above_groups (local.get $above_groups))
  (global.set $keeps_rest (local.get $keeps_rest))
  (call $each (global.get $do_map)))

(func $map_one (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (local $found i32) (local $groups i32)
  (if (i32.lt_s (call $characters (local.get $at) (local.get $bytes)) (i32.const 0))
    (then (return (i32.const 0))))
  (local.set $found
    (call $find (global.get $codes) (global.get $codes_n) (local.get $at) (local.get $bytes)))
  (local.set $groups (global.get $groups))
  (if (i32.lt_s (local.get $found) (i32.const 0))
    (then
      (local.set $found
        (call $find_beginning (global.get $above) (global.get $above_n) (global.get $above_longest)
          (local.get $at) (local.get $bytes)))
      (local.set $groups (global.get $above_groups))))
  (if (i32.lt_s (local.get $found) (i32.const 0))
    (then
      (if (i32.eqz (global.get $keeps_rest)) (then (return (i32.const 0))))
      (call $push (local.get $at) (local.get $bytes))
      (return (i32.const 1))))
  (local.set $groups (i32.add (local.get $groups) (i32.shl (local.get $found) (i32.const 3))))
  (call $push (i32.load (local.get $groups)) (i32.load offset=4 (local.get $groups)))
  (i32.const 1))

;; `pseudonym` and `remap`: the host's answers, if they are columns of as many rows.
(func $pseudonym (param $kind i32) (result i32)
  (local $answer i32)
  (local.set $answer (call $alloc (i32.const 24) (i32.const 4)))
  (call $keyed_pseudonym
    (local.get $kind) (global.get $subjects) (global.get $rows)
    (i32.load (global.get $columns)) (i32.load offset=4 (global.get $columns))
    (i32.load offset=8 (global.get $columns)) (i32.load offset=12 (global.get $columns))
    (i32.load offset=16 (global.get $columns)) (i32.load offset=20 (global.get $columns))
    (local.get $answer))
  (call $answered (local.get $answer)))

(func $remap (result i32)
  (local $answer i32)
  (local.set $answer (call $alloc (i32.const 24) (i32.const 4)))
  (call $keyed_remap
    (i32.load (global.get $columns)) (i32.load offset=4 (global.get $columns))
    (i32.load offset=8 (global.get $columns)) (i32.load offset=12 (global.get $columns))
    (i32.load offset=16 (global.get $columns)) (i32.load offset=20 (global.get $columns))
    (local.get $answer))
  (call $answered (local.get $answer)))

(func $answered (param $answer i32) (result i32)
  (if (i32.eqz (call $is_column (local.get $answer) (global.get $rows)))
    (then (return (global.get $malformed))))
  (call $answer_is (local.get $answer))
  (global.get $ok))
