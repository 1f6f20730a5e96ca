;; `round`: to the nearest multiple of the step, halves away from zero, with the step's decimals.
;;
;; Value and step become whole numbers at the larger scale, below 10^30; such a number is two words
;; of 18 decimal digits, $high and $low. Long division, digit by digit, leaves the rest; no other
;; arithmetic is needed, and nothing is rounded on the way.

(global $limb i64 (i64.const 1000000000000000000))
(global $unit_high (mut i64) (i64.const 0))
(global $unit_low (mut i64) (i64.const 0))

(func $round (param $at i32) (param $bytes i32) (result i32)
  (call $read_number (local.get $at) (local.get $bytes) (global.get $step))
  (call $each (global.get $do_round)))

;; Digits of a measurement at a scale; more than 30 are too many.
(func $width (param $number i32) (param $scale i32) (result i32)
  (if (i32.eqz (i32.load (local.get $number))) (then (return (i32.const 0))))
  (i32.add (i32.wrap_i64 (i64.load offset=16 (local.get $number))) (local.get $scale)))

(func $set_unit (param $width i32)
  (local $at i32) (local $end i32)
  (global.set $unit_high (i64.const 0))
  (global.set $unit_low (i64.const 0))
  (local.set $at (i32.load offset=4 (global.get $step)))
  (local.set $end (i32.load offset=8 (global.get $step)))
  (loop $next
    (local.set $at (call $past_point (local.get $at) (local.get $end)))
    (global.set $unit_low
      (i64.add
        (i64.mul (global.get $unit_low) (i64.const 10))
        (call $digit_or_zero (local.get $at) (local.get $end))))
    (global.set $unit_high
      (i64.add
        (i64.mul (global.get $unit_high) (i64.const 10))
        (i64.div_u (global.get $unit_low) (global.get $limb))))
    (global.set $unit_low (i64.rem_u (global.get $unit_low) (global.get $limb)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (local.set $width (i32.sub (local.get $width) (i32.const 1)))
    (br_if $next (local.get $width))))

(func $digit_or_zero (param $at i32) (param $end i32) (result i64)
  (if (result i64) (i32.lt_u (local.get $at) (local.get $end))
    (then (i64.extend_i32_u (call $digit (local.get $at))))
    (else (i64.const 0))))

(func $round_one (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (local $scale i32) (local $width i32) (local $end i32) (local $negative i32) (local $digit i64)
  (local $high i64) (local $low i64) (local $rest_high i64) (local $rest_low i64)
  (call $read_number (local.get $at) (local.get $bytes) (global.get $value))
  (if (i32.eqz (i32.load offset=12 (global.get $value))) (then (return (i32.const 0))))
  (if (i32.eqz (i32.load offset=12 (global.get $step))) (then (return (i32.const 0))))
  (if (i32.ne (i32.load (global.get $step)) (i32.const 1)) (then (return (i32.const 0))))
  (local.set $scale
    (select (i32.load offset=24 (global.get $value)) (i32.load offset=24 (global.get $step))
      (i32.gt_u (i32.load offset=24 (global.get $value)) (i32.load offset=24 (global.get $step)))))
  (local.set $width (call $width (global.get $step) (local.get $scale)))
  (if (i32.gt_s (local.get $width) (i32.const 30)) (then (return (i32.const 0))))
  (call $set_unit (local.get $width))
  (local.set $width (call $width (global.get $value) (local.get $scale)))
  (if (i32.gt_s (local.get $width) (i32.const 30)) (then (return (i32.const 0))))
  (local.set $negative (i32.lt_s (i32.load (global.get $value)) (i32.const 0)))
  (local.set $at (i32.load offset=4 (global.get $value)))
  (local.set $end (i32.load offset=8 (global.get $value)))
  (block $divided
    (loop $next
      (br_if $divided (i32.le_s (local.get $width) (i32.const 0)))
      (local.set $at (call $past_point (local.get $at) (local.get $end)))
      (local.set $digit (call $digit_or_zero (local.get $at) (local.get $end)))
      ;; The value and the rest, one digit longer.
      (local.set $low (i64.add (i64.mul (local.get $low) (i64.const 10)) (local.get $digit)))
      (local.set $high
        (i64.add (i64.mul (local.get $high) (i64.const 10)) (i64.div_u (local.get $low) (global.get $limb))))
      (local.set $low (i64.rem_u (local.get $low) (global.get $limb)))
      (local.set $rest_low (i64.add (i64.mul (local.get $rest_low) (i64.const 10)) (local.get $digit)))
      (local.set $rest_high
        (i64.add
          (i64.mul (local.get $rest_high) (i64.const 10))
          (i64.div_u (local.get $rest_low) (global.get $limb))))
      (local.set $rest_low (i64.rem_u (local.get $rest_low) (global.get $limb)))
      (block $small
        (loop $subtract
          (br_if $small (call $is_below_unit (local.get $rest_high) (local.get $rest_low)))
          (local.set $rest_high (i64.sub (local.get $rest_high) (global.get $unit_high)))
          (local.set $rest_low (i64.sub (local.get $rest_low) (global.get $unit_low)))
          (if (i64.lt_s (local.get $rest_low) (i64.const 0))
            (then
              (local.set $rest_low (i64.add (local.get $rest_low) (global.get $limb)))
              (local.set $rest_high (i64.sub (local.get $rest_high) (i64.const 1)))))
          (br $subtract)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $width (i32.sub (local.get $width) (i32.const 1)))
      (br $next)))
  ;; Down by the rest; half a unit or more goes up by one.
  (local.set $high (i64.sub (local.get $high) (local.get $rest_high)))
  (local.set $low (i64.sub (local.get $low) (local.get $rest_low)))
  (if (i32.eqz
        (call $is_below_unit
          (i64.mul (local.get $rest_high) (i64.const 2))
          (i64.mul (local.get $rest_low) (i64.const 2))))
    (then
      (local.set $high (i64.add (local.get $high) (global.get $unit_high)))
      (local.set $low (i64.add (local.get $low) (global.get $unit_low)))))
  (if (i64.lt_s (local.get $low) (i64.const 0))
    (then
      (local.set $low (i64.add (local.get $low) (global.get $limb)))
      (local.set $high (i64.sub (local.get $high) (i64.const 1)))))
  (if (i64.ge_s (local.get $low) (global.get $limb))
    (then
      (local.set $low (i64.sub (local.get $low) (global.get $limb)))
      (local.set $high (i64.add (local.get $high) (i64.const 1)))))
  (if (i32.and (local.get $negative) (i64.ne (i64.or (local.get $high) (local.get $low)) (i64.const 0)))
    (then (call $push_byte (i32.const 45))))
  (call $write_eighteen (global.get $scratch) (local.get $high))
  (call $write_eighteen (i32.add (global.get $scratch) (i32.const 18)) (local.get $low))
  (call $push_scaled (local.get $scale) (i32.load offset=24 (global.get $step)))
  (i32.const 1))

;; The low word of a doubled rest may be a whole limb or more.
(func $is_below_unit (param $high i64) (param $low i64) (result i32)
  (if (i64.ge_u (local.get $low) (global.get $limb))
    (then
      (local.set $low (i64.sub (local.get $low) (global.get $limb)))
      (local.set $high (i64.add (local.get $high) (i64.const 1)))))
  (if (i64.ne (local.get $high) (global.get $unit_high))
    (then (return (i64.lt_u (local.get $high) (global.get $unit_high)))))
  (i64.lt_u (local.get $low) (global.get $unit_low)))

(func $write_eighteen (param $at i32) (param $number i64)
  (local $place i32)
  (local.set $place (i32.add (local.get $at) (i32.const 18)))
  (loop $next
    (local.set $place (i32.sub (local.get $place) (i32.const 1)))
    (i32.store8 (local.get $place)
      (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $number) (i64.const 10)))))
    (local.set $number (i64.div_u (local.get $number) (i64.const 10)))
    (br_if $next (i32.gt_u (local.get $place) (local.get $at)))))

;; The 36 digits in the scratch, a point before the last $scale of them, of which $decimals stay.
(func $push_scaled (param $scale i32) (param $decimals i32)
  (local $at i32) (local $point i32)
  (local.set $at (global.get $scratch))
  (local.set $point (i32.sub (i32.add (global.get $scratch) (i32.const 36)) (local.get $scale)))
  (block $leading
    (loop $next
      (br_if $leading (i32.ge_u (i32.add (local.get $at) (i32.const 1)) (local.get $point)))
      (br_if $leading (i32.ne (i32.load8_u (local.get $at)) (i32.const 48)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
  (call $push (local.get $at) (i32.sub (local.get $point) (local.get $at)))
  (if (local.get $decimals)
    (then
      (call $push_byte (i32.const 46))
      (call $push (local.get $point) (local.get $decimals)))))
