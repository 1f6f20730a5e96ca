;; Conditions in three values: 0 no, 1 undecided, 2 yes, so that `and` is the smaller, `or` the
;; larger and `not` the distance from 2.

(func $and (param $a i32) (param $b i32) (result i32)
  (select (local.get $a) (local.get $b) (i32.lt_u (local.get $a) (local.get $b))))

(func $or (param $a i32) (param $b i32) (result i32)
  (select (local.get $a) (local.get $b) (i32.gt_u (local.get $a) (local.get $b))))

(func $not (param $a i32) (result i32) (i32.sub (i32.const 2) (local.get $a)))

;; 2 for what is not 0.
(func $answer_of (param $is i32) (result i32)
  (i32.shl (i32.ne (local.get $is) (i32.const 0)) (i32.const 1)))

(global $meant (mut i32) (i32.const 0))      ;; a byte per row: the condition holds
(global $cell_at (mut i32) (i32.const 0))    ;; the text, number, date or code at hand
(global $cell_bytes (mut i32) (i32.const 0))
(global $system_at (mut i32) (i32.const 0))  ;; the code's system
(global $system_bytes (mut i32) (i32.const 0))
(global $broken (mut i32) (i32.const 0))     ;; 1: a cell is not encoded as its type says

;; Fills $meant: where there is a value, what the rule's condition says of its row; else 1. The
;; status: $undecided as soon as one row is.
(func $judge (param $condition i32) (param $columns_n i32) (result i32)
  (local $row i32) (local $from i32) (local $answer i32)
  (if (i32.ne (global.get $columns_n) (local.get $columns_n)) (then (return (global.get $malformed))))
  (global.set $meant (call $alloc (global.get $rows) (i32.const 1)))
  (global.set $broken (i32.const 0))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $row) (global.get $rows)))
      (local.set $answer (i32.const 2))
      (if (call $is_valid (local.get $row))
        (then
          (local.set $from (call $start (global.get $in_offsets) (local.get $row)))
          (local.set $answer
            (call_indirect (type $action)
              (i32.add (global.get $in_data) (local.get $from))
              (i32.sub
                (call $start (global.get $in_offsets) (i32.add (local.get $row) (i32.const 1)))
                (local.get $from))
              (local.get $row)
              (local.get $condition)))))
      (if (global.get $broken) (then (return (global.get $malformed))))
      (if (i32.eq (local.get $answer) (i32.const 1)) (then (return (global.get $undecided))))
      (i32.store8 (i32.add (global.get $meant) (local.get $row)) (i32.shr_u (local.get $answer) (i32.const 1)))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br $next)))
  (global.get $ok))

;; The cell of a patient column becomes the one at hand; 0 if it is absent.
(func $cell (param $n i32) (param $row i32) (result i32)
  (local $column i32) (local $offsets i32)
  (local.set $column (call $column (local.get $n)))
  (if (i32.eqz
        (i32.load8_u (i32.add (i32.load offset=16 (local.get $column)) (local.get $row))))
    (then (return (i32.const 0))))
  (local.set $offsets (i32.load (local.get $column)))
  (global.set $cell_at
    (i32.add (i32.load offset=8 (local.get $column)) (call $start (local.get $offsets) (local.get $row))))
  (global.set $cell_bytes
    (i32.sub
      (call $start (local.get $offsets) (i32.add (local.get $row) (i32.const 1)))
      (call $start (local.get $offsets) (local.get $row))))
  (i32.const 1))

(func $cell_is (param $at i32) (param $bytes i32) (result i32)
  (call $is_same (global.get $cell_at) (global.get $cell_bytes) (local.get $at) (local.get $bytes)))

(func $cell_begins (param $at i32) (param $bytes i32) (result i32)
  (call $begins (global.get $cell_at) (global.get $cell_bytes) (local.get $at) (local.get $bytes)))

(func $cell_in (param $table i32) (param $n i32) (result i32)
  (i32.ge_s
    (call $find (local.get $table) (local.get $n) (global.get $cell_at) (global.get $cell_bytes))
    (i32.const 0)))

(func $cell_below (param $table i32) (param $n i32) (param $longest i32) (result i32)
  (i32.ge_s
    (call $find_beginning (local.get $table) (local.get $n) (local.get $longest)
      (global.get $cell_at) (global.get $cell_bytes))
    (i32.const 0)))

(func $system_in (param $table i32) (param $n i32) (result i32)
  (i32.ge_s
    (call $find (local.get $table) (local.get $n) (global.get $system_at) (global.get $system_bytes))
    (i32.const 0)))

;; The coding at $at becomes the one at hand; where the next begins.
(func $next_coding (param $at i32) (param $end i32) (result i32)
  (global.set $system_bytes (call $framed (local.get $at) (local.get $end)))
  (global.set $system_at (i32.add (local.get $at) (i32.const 4)))
  (local.set $at (i32.add (global.get $system_at) (global.get $system_bytes)))
  (global.set $cell_bytes (call $framed (local.get $at) (local.get $end)))
  (global.set $cell_at (i32.add (local.get $at) (i32.const 4)))
  (if (global.get $broken) (then (return (local.get $end))))
  (i32.add (global.get $cell_at) (global.get $cell_bytes)))

;; A length before as many bytes, all of them before $end; else the cell is broken.
(func $framed (param $at i32) (param $end i32) (result i32)
  (local $room i32) (local $bytes i32)
  (local.set $room (i32.sub (local.get $end) (local.get $at)))
  (if (i32.and (i32.ge_s (local.get $room) (i32.const 4)) (i32.eqz (global.get $broken)))
    (then
      (local.set $bytes (i32.load align=1 (local.get $at)))
      (if (i32.le_u (local.get $bytes) (i32.sub (local.get $room) (i32.const 4)))
        (then (return (local.get $bytes))))))
  (global.set $broken (i32.const 1))
  (i32.const 0))

;; Whether the cell, a boolean, is this one.
(func $cell_is_bool (param $is i32) (result i32)
  (local $byte i32)
  (if (i32.ne (global.get $cell_bytes) (i32.const 1))
    (then
      (global.set $broken (i32.const 1))
      (return (i32.const 0))))
  (local.set $byte (i32.load8_u (global.get $cell_at)))
  (if (i32.gt_u (local.get $byte) (i32.const 1)) (then (global.set $broken (i32.const 1))))
  (i32.eq (local.get $byte) (local.get $is)))

;; The order of the cell and a written number: -1, 0, 1; 2 if one of them is none.
(func $cell_against (param $at i32) (param $bytes i32) (result i32)
  (call $read_number (global.get $cell_at) (global.get $cell_bytes) (global.get $value))
  (call $read_number (local.get $at) (local.get $bytes) (global.get $bound))
  (call $compare (global.get $value) (global.get $bound)))

;; The number of the value's characters becomes the cell; what is not UTF-8 has none.
(func $cell_is_length (param $at i32) (param $bytes i32)
  (local $n i32) (local $place i32)
  (local.set $n (call $characters (local.get $at) (local.get $bytes)))
  (if (i32.lt_s (local.get $n) (i32.const 0)) (then (local.set $n (i32.const 0))))
  (local.set $place (i32.add (global.get $scratch) (i32.const 12)))
  (loop $next
    (local.set $place (i32.sub (local.get $place) (i32.const 1)))
    (i32.store8 (local.get $place) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
    (local.set $n (i32.div_u (local.get $n) (i32.const 10)))
    (br_if $next (local.get $n)))
  (global.set $cell_at (local.get $place))
  (global.set $cell_bytes
    (i32.sub (i32.add (global.get $scratch) (i32.const 12)) (local.get $place))))

;; What a comparison says of one day.
(type $day (func (param $day i32) (result i32)))

;; A date: the one answer that every day it may mean gives, else undecided.
(func $every_day (param $of_day i32) (result i32)
  (local $day i32) (local $last i32) (local $answer i32) (local $first i32)
  (if (i32.ne (global.get $cell_bytes) (i32.const 8))
    (then
      (global.set $broken (i32.const 1))
      (return (i32.const 1))))
  (local.set $day (i32.load align=1 (global.get $cell_at)))
  (local.set $last (i32.load offset=4 align=1 (global.get $cell_at)))
  (if (i32.gt_s (local.get $day) (local.get $last)) (then (return (i32.const 1))))
  (local.set $first (call_indirect (type $day) (local.get $day) (local.get $of_day)))
  (loop $next
    (local.set $answer (call_indirect (type $day) (local.get $day) (local.get $of_day)))
    (if (i32.ne (local.get $answer) (local.get $first)) (then (return (i32.const 1))))
    (if (i32.eq (local.get $answer) (i32.const 1)) (then (return (i32.const 1))))
    (local.set $day (i32.add (local.get $day) (i32.const 1)))
    (br_if $next (i32.le_s (local.get $day) (local.get $last))))
  (local.get $first))

;; The order of a day and a literal.
(func $day_against (param $day i32) (param $other i32) (result i32)
  (i32.sub
    (i32.gt_s (local.get $day) (local.get $other))
    (i32.lt_s (local.get $day) (local.get $other))))
