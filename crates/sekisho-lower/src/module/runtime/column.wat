;; Columns: row i is data[offsets[i]..offsets[i+1]], absent where valid[i] is 0.
;;
;; In memory, as the host lays it (canonical ABI): six words; offsets, their count, data, their
;; length, valid, its count.

;; What an action does to one value: pushes what leaves; 0 = nothing does.
(type $action (func (param $at i32) (param $bytes i32) (param $row i32) (result i32)))

;; The call at hand: its people, its columns, the values (columns[0]), the answer so far.
(global $subjects (mut i32) (i32.const 0))
(global $rows (mut i32) (i32.const 0))
(global $columns (mut i32) (i32.const 0))
(global $columns_n (mut i32) (i32.const 0))
(global $in_offsets (mut i32) (i32.const 0))
(global $in_data (mut i32) (i32.const 0))
(global $in_valid (mut i32) (i32.const 0))
(global $out_offsets (mut i32) (i32.const 0))
(global $out_data (mut i32) (i32.const 0))
(global $out_bytes (mut i32) (i32.const 0))
(global $out_valid (mut i32) (i32.const 0))

;; 1 if the column has $rows rows and its offsets climb inside its data.
(func $is_column (param $column i32) (param $rows i32) (result i32)
  (local $offsets i32) (local $last i32) (local $next i32) (local $row i32)
  (local.set $offsets (i32.load (local.get $column)))
  (if (i32.ne (i32.load offset=20 (local.get $column)) (local.get $rows)) (then (return (i32.const 0))))
  (if (i32.ne (i32.load offset=4 (local.get $column)) (i32.add (local.get $rows) (i32.const 1)))
    (then (return (i32.const 0))))
  (local.set $last (i32.load (local.get $offsets)))
  (block $done
    (loop $each
      (br_if $done (i32.ge_u (local.get $row) (local.get $rows)))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (local.set $next
        (i32.load (i32.add (local.get $offsets) (i32.shl (local.get $row) (i32.const 2)))))
      (if (i32.lt_u (local.get $next) (local.get $last)) (then (return (i32.const 0))))
      (local.set $last (local.get $next))
      (br $each)))
  (i32.le_u (local.get $last) (i32.load offset=12 (local.get $column))))

;; The n-th column of the call.
(func $column (param $n i32) (result i32)
  (i32.add (global.get $columns) (i32.mul (local.get $n) (i32.const 24))))

;; Takes the columns of a call of $rows rows; the status: 0, or $malformed.
(func $take (param $rows i32) (param $columns i32) (param $columns_n i32) (result i32)
  (local $n i32)
  (if (i32.eqz (local.get $columns_n)) (then (return (global.get $malformed))))
  (global.set $rows (local.get $rows))
  (global.set $columns (local.get $columns))
  (global.set $columns_n (local.get $columns_n))
  (block $done
    (loop $each
      (br_if $done (i32.ge_u (local.get $n) (local.get $columns_n)))
      (if (i32.eqz (call $is_column (call $column (local.get $n)) (local.get $rows)))
        (then (return (global.get $malformed))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br $each)))
  (global.set $in_offsets (i32.load (local.get $columns)))
  (global.set $in_data (i32.load offset=8 (local.get $columns)))
  (global.set $in_valid (i32.load offset=16 (local.get $columns)))
  (global.get $ok))

(func $is_valid (param $row i32) (result i32)
  (i32.load8_u (i32.add (global.get $in_valid) (local.get $row))))

;; Where a row begins in the data.
(func $start (param $offsets i32) (param $row i32) (result i32)
  (i32.load (i32.add (local.get $offsets) (i32.shl (local.get $row) (i32.const 2)))))

;; A new answer; its data grow at the end of the heap, so nothing else may be placed there until
;; it ends.
(func $begin
  (global.set $out_offsets
    (call $alloc (i32.shl (i32.add (global.get $rows) (i32.const 1)) (i32.const 2)) (i32.const 4)))
  (global.set $out_valid (call $alloc (global.get $rows) (i32.const 1)))
  (global.set $out_data (global.get $heap))
  (i32.store (global.get $out_offsets) (i32.const 0)))

(func $end_row (param $row i32) (param $valid i32)
  (i32.store8 (i32.add (global.get $out_valid) (local.get $row)) (local.get $valid))
  (i32.store offset=4
    (i32.add (global.get $out_offsets) (i32.shl (local.get $row) (i32.const 2)))
    (i32.sub (global.get $heap) (global.get $out_data))))

(func $end (global.set $out_bytes (i32.sub (global.get $heap) (global.get $out_data))))

;; Every value through an action (its place in the table); what is absent stays absent.
(func $each (param $action i32) (result i32)
  (local $row i32) (local $from i32) (local $valid i32)
  (call $begin)
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $row) (global.get $rows)))
      (local.set $valid (i32.const 0))
      (if (call $is_valid (local.get $row))
        (then
          (local.set $from (call $start (global.get $in_offsets) (local.get $row)))
          (local.set $valid
            (call_indirect (type $action)
              (i32.add (global.get $in_data) (local.get $from))
              (i32.sub
                (call $start (global.get $in_offsets) (i32.add (local.get $row) (i32.const 1)))
                (local.get $from))
              (local.get $row)
              (local.get $action)))))
      (call $end_row (local.get $row) (local.get $valid))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br $next)))
  (call $end)
  (global.get $ok))

;; The values as they came.
(func $keep (result i32)
  (call $answer_is (global.get $columns))
  (global.get $ok))

;; Nothing for anybody.
(func $drop (result i32)
  (local $row i32)
  (call $begin)
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $row) (global.get $rows)))
      (call $end_row (local.get $row) (i32.const 0))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br $next)))
  (call $end)
  (global.get $ok))

;; The answer is a column that stands in memory already.
(func $answer_is (param $column i32)
  (global.set $out_offsets (i32.load (local.get $column)))
  (global.set $out_data (i32.load offset=8 (local.get $column)))
  (global.set $out_bytes (i32.load offset=12 (local.get $column)))
  (global.set $out_valid (i32.load offset=16 (local.get $column))))

;; The answer where $meant (a byte per row) is 1, the value as it came elsewhere.
(func $only_where (param $meant i32)
  (local $row i32) (local $offsets i32) (local $data i32) (local $valid i32) (local $from i32)
  (local $had_offsets i32) (local $had_data i32) (local $had_valid i32)
  (local.set $had_offsets (global.get $out_offsets))
  (local.set $had_data (global.get $out_data))
  (local.set $had_valid (global.get $out_valid))
  (call $begin)
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $row) (global.get $rows)))
      (if (i32.load8_u (i32.add (local.get $meant) (local.get $row)))
        (then
          (local.set $offsets (local.get $had_offsets))
          (local.set $data (local.get $had_data))
          (local.set $valid (local.get $had_valid)))
        (else
          (local.set $offsets (global.get $in_offsets))
          (local.set $data (global.get $in_data))
          (local.set $valid (global.get $in_valid))))
      (local.set $valid (i32.load8_u (i32.add (local.get $valid) (local.get $row))))
      (if (local.get $valid)
        (then
          (local.set $from (call $start (local.get $offsets) (local.get $row)))
          (call $push
            (i32.add (local.get $data) (local.get $from))
            (i32.sub
              (call $start (local.get $offsets) (i32.add (local.get $row) (i32.const 1)))
              (local.get $from)))))
      (call $end_row (local.get $row) (local.get $valid))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br $next)))
  (call $end))
