;; quantize(value, step): the nearest multiple of the step, halves away from zero, with the written
;; digits of the step. Exact: whole numbers of 10^-scale in 64 bits, no floating point. What can't
;; be read (an exponent, no digits, more than 18 digits once both are at one scale) and a step that
;; is not above zero make the row absent.
(module
  (@custom "sekisho.plugin" "plugin expr_matrix 0.9\n  label ja \"発現量行列の量子化\" en \"Expression matrix quantizer\"\n  function quantize(value: Decimal, step: Decimal) -> Decimal deterministic leaves coarse\n  capabilities none\n  fuel 20 million\n  memory 32 MiB\n")

  ;; 16..44 holds the answer: 0 or 1, then offsets, data, valid, each a pointer and a length.
  ;; From 256 on: 32 bytes to write a number in; from 1024 on: what is allocated.
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))

  ;; Where the next number of the last parsing stands: 10^-$scale, $digits long; $read is 0 where
  ;; nothing could be read.
  (global $scale (mut i32) (i32.const 0))
  (global $digits (mut i32) (i32.const 0))
  (global $read (mut i32) (i32.const 0))

  (func $alloc (export "cabi_realloc")
    (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $at) (local.get $size)))
    ;; Addresses wrapped round: there is no such memory.
    (if (i32.lt_u (global.get $top) (local.get $at)) (then unreachable))
    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
      (then
        (if (i32.eq (i32.const -1)
              (memory.grow (i32.add (i32.const 1) (i32.shr_u
                (i32.sub (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
                (i32.const 16)))))
          (then unreachable))))
    (if (local.get $old)
      (then (memory.copy (local.get $at) (local.get $old) (local.get $old_size))))
    (local.get $at))

  ;; The n-th word of a column.
  (func $word (param $column i32) (param $n i32) (result i32)
    (i32.load (i32.add (local.get $column) (i32.mul (i32.const 4) (local.get $n)))))

  (func $is_valid (param $column i32) (param $row i32) (result i32)
    (i32.load8_u (i32.add (call $word (local.get $column) (i32.const 4)) (local.get $row))))

  ;; Where a row's bytes begin; of the row behind the last: where they end.
  (func $start (param $column i32) (param $row i32) (result i32)
    (i32.add (call $word (local.get $column) (i32.const 2))
      (i32.load (i32.add (call $word (local.get $column) (i32.const 0))
        (i32.mul (i32.const 4) (local.get $row))))))

  ;; `-?digits(.digits)?` as a whole number of 10^-$scale.
  (func $parse (param $column i32) (param $row i32) (result i64)
    (local $at i32) (local $end i32) (local $negative i32) (local $byte i32) (local $dot i32)
    (local $whole i32) (local $fraction i32) (local $number i64)
    (global.set $read (i32.const 0))
    (global.set $digits (i32.const 0))
    (local.set $at (call $start (local.get $column) (local.get $row)))
    (local.set $end (call $start (local.get $column) (i32.add (local.get $row) (i32.const 1))))
    (if (i32.and (i32.lt_u (local.get $at) (local.get $end))
          (i32.eq (i32.load8_u (local.get $at)) (i32.const 45)))
      (then
        (local.set $negative (i32.const 1))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.eq (local.get $byte) (i32.const 46))
          (then
            ;; A second point, or one that nothing precedes.
            (if (i32.or (local.get $dot) (i32.eqz (local.get $whole))) (then (return (i64.const 0))))
            (local.set $dot (i32.const 1))
            (br $next)))
        (local.set $byte (i32.sub (local.get $byte) (i32.const 48)))
        (if (i32.gt_u (local.get $byte) (i32.const 9)) (then (return (i64.const 0))))
        (if (local.get $dot)
          (then (local.set $fraction (i32.add (local.get $fraction) (i32.const 1))))
          (else (local.set $whole (i32.add (local.get $whole) (i32.const 1)))))
        ;; Zeros in front do not count.
        (if (i32.or (i64.ne (local.get $number) (i64.const 0)) (local.get $byte))
          (then (global.set $digits (i32.add (global.get $digits) (i32.const 1)))))
        (if (i32.gt_u (global.get $digits) (i32.const 18)) (then (return (i64.const 0))))
        (local.set $number (i64.add (i64.mul (local.get $number) (i64.const 10))
          (i64.extend_i32_u (local.get $byte))))
        (br $next)))
    (if (i32.or (i32.eqz (local.get $whole))
          (i32.or (i32.and (local.get $dot) (i32.eqz (local.get $fraction)))
            (i32.gt_u (local.get $fraction) (i32.const 18))))
      (then (return (i64.const 0))))
    (global.set $scale (local.get $fraction))
    (global.set $read (i32.const 1))
    (select (i64.sub (i64.const 0) (local.get $number)) (local.get $number) (local.get $negative)))

  (func $ten_to (param $n i32) (result i64)
    (local $power i64)
    (local.set $power (i64.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $power (i64.mul (local.get $power) (i64.const 10)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $power))

  ;; Writes the number with $scale digits behind the point at $to; gives the end.
  (func $write (param $number i64) (param $scale i32) (param $to i32) (result i32)
    (local $at i32) (local $left i64) (local $size i32)
    (if (i64.lt_s (local.get $number) (i64.const 0))
      (then
        (i32.store8 (local.get $to) (i32.const 45))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $number (i64.sub (i64.const 0) (local.get $number)))))
    ;; From behind, into 256..288.
    (local.set $at (i32.const 288))
    (local.set $left (local.get $number))
    (loop $next
      (if (i32.and (i32.eq (local.get $scale) (i32.sub (i32.const 288) (local.get $at)))
            (i32.ne (local.get $scale) (i32.const 0)))
        (then
          (local.set $at (i32.sub (local.get $at) (i32.const 1)))
          (i32.store8 (local.get $at) (i32.const 46))
          (local.set $scale (i32.const -1))))
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at) (i32.add (i32.const 48)
        (i32.wrap_i64 (i64.rem_u (local.get $left) (i64.const 10)))))
      (local.set $left (i64.div_u (local.get $left) (i64.const 10)))
      (br_if $next (i32.or (i64.ne (local.get $left) (i64.const 0))
        (i32.gt_s (local.get $scale) (i32.const 0)))))
    (local.set $size (i32.sub (i32.const 288) (local.get $at)))
    (memory.copy (local.get $to) (local.get $at) (local.get $size))
    (i32.add (local.get $to) (local.get $size)))

  ;; One row: writes its answer at $to and gives the end, or -1 where it has none.
  (func $row (param $values i32) (param $steps i32) (param $row i32) (param $to i32) (result i32)
    (local $value i64) (local $step i64) (local $value_scale i32) (local $value_digits i32)
    (local $scale i32) (local $step_scale i32) (local $times i64)
    (local.set $value (call $parse (local.get $values) (local.get $row)))
    (if (i32.eqz (global.get $read)) (then (return (i32.const -1))))
    (local.set $value_scale (global.get $scale))
    (local.set $value_digits (global.get $digits))
    (local.set $step (call $parse (local.get $steps) (local.get $row)))
    (if (i32.eqz (global.get $read)) (then (return (i32.const -1))))
    (if (i64.le_s (local.get $step) (i64.const 0)) (then (return (i32.const -1))))
    (local.set $step_scale (global.get $scale))
    ;; Both at the finer scale, where they still have few enough digits.
    (local.set $scale (select (local.get $value_scale) (local.get $step_scale)
      (i32.gt_u (local.get $value_scale) (local.get $step_scale))))
    (if (i32.gt_u (i32.const 19)
          (i32.add (local.get $value_digits) (i32.sub (local.get $scale) (local.get $value_scale))))
      (then)
      (else (return (i32.const -1))))
    (if (i32.gt_u (i32.const 19)
          (i32.add (global.get $digits) (i32.sub (local.get $scale) (local.get $step_scale))))
      (then)
      (else (return (i32.const -1))))
    (local.set $value (i64.mul (local.get $value)
      (call $ten_to (i32.sub (local.get $scale) (local.get $value_scale)))))
    (local.set $step (i64.mul (local.get $step)
      (call $ten_to (i32.sub (local.get $scale) (local.get $step_scale)))))
    ;; (2|value| + step) / 2 step, with the value's sign.
    (local.set $times (i64.div_u
      (i64.add
        (i64.mul (i64.const 2)
          (select (i64.sub (i64.const 0) (local.get $value)) (local.get $value)
            (i64.lt_s (local.get $value) (i64.const 0))))
        (local.get $step))
      (i64.mul (i64.const 2) (local.get $step))))
    (if (i64.lt_s (local.get $value) (i64.const 0))
      (then (local.set $times (i64.sub (i64.const 0) (local.get $times)))))
    (call $write
      (i64.div_s (i64.mul (local.get $times) (local.get $step))
        (call $ten_to (i32.sub (local.get $scale) (local.get $step_scale))))
      (local.get $step_scale)
      (local.get $to)))

  (func (export "apply") (param $function i32) (param $columns i32) (param $count i32) (result i32)
    (local $rows i32) (local $row i32) (local $steps i32)
    (local $offsets i32) (local $data i32) (local $valid i32) (local $to i32) (local $end i32)
    (i32.store8 (i32.const 16) (i32.const 1))
    ;; no-such-rule: there is one function.
    (i32.store8 (i32.const 20) (i32.const 1))
    (if (local.get $function) (then (return (i32.const 16))))
    ;; malformed: it takes a value and a step.
    (i32.store8 (i32.const 20) (i32.const 2))
    (if (i32.ne (local.get $count) (i32.const 2)) (then (return (i32.const 16))))
    (local.set $rows (call $word (local.get $columns) (i32.const 5)))
    (local.set $steps (i32.add (local.get $columns) (i32.const 24)))
    (if (i32.ne (local.get $rows) (call $word (local.get $steps) (i32.const 5)))
      (then (return (i32.const 16))))
    (local.set $offsets (call $alloc (i32.const 0) (i32.const 0) (i32.const 4)
      (i32.add (i32.const 4) (i32.mul (i32.const 4) (local.get $rows)))))
    (local.set $valid (call $alloc (i32.const 0) (i32.const 0) (i32.const 1) (local.get $rows)))
    ;; A sign, nineteen digits, a point, and a zero before it.
    (local.set $data (call $alloc (i32.const 0) (i32.const 0) (i32.const 1)
      (i32.mul (i32.const 24) (local.get $rows))))
    (local.set $to (local.get $data))
    (i32.store (local.get $offsets) (i32.const 0))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $row) (local.get $rows)))
        (local.set $end (i32.const -1))
        (if (i32.and (call $is_valid (local.get $columns) (local.get $row))
              (call $is_valid (local.get $steps) (local.get $row)))
          (then (local.set $end (call $row
            (local.get $columns) (local.get $steps) (local.get $row) (local.get $to)))))
        (i32.store8 (i32.add (local.get $valid) (local.get $row))
          (i32.ne (local.get $end) (i32.const -1)))
        (if (i32.ne (local.get $end) (i32.const -1)) (then (local.set $to (local.get $end))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (i32.store (i32.add (local.get $offsets) (i32.mul (i32.const 4) (local.get $row)))
          (i32.sub (local.get $to) (local.get $data)))
        (br $next)))
    (i32.store8 (i32.const 16) (i32.const 0))
    (i32.store (i32.const 20) (local.get $offsets))
    (i32.store (i32.const 24) (i32.add (local.get $rows) (i32.const 1)))
    (i32.store (i32.const 28) (local.get $data))
    (i32.store (i32.const 32) (i32.sub (local.get $to) (local.get $data)))
    (i32.store (i32.const 36) (local.get $valid))
    (i32.store (i32.const 40) (local.get $rows))
    (i32.const 16)))
