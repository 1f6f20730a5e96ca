;; Written numbers (JSON's grammar), compared as they are written, without rounding.
;;
;; A number read is a record of 32 bytes:
;;    0  sign: -1, 0, 1; 2 = it is no number
;;    4  address of its first digit that is not zero, 8 behind the last one; a point may lie between
;;   12  1 = a measurement: at most 30 digits, also when the exponent is written out
;;   16  place (s64): the number is 0.ddd × 10^place
;;   24  scale: digits after the point, the exponent written out (of measurements)

(func $read_number (param $at i32) (param $bytes i32) (param $into i32)
  (local $end i32) (local $c i32) (local $negative i32) (local $digits i32) (local $fraction i32) (local $point i32)
  (local $first i32) (local $before i32) (local $last i32)
  (local $exponent i64) (local $down i32) (local $signs i32) (local $scale i64) (local $place i64)
  (local.set $end (i32.add (local.get $at) (local.get $bytes)))
  (i32.store (local.get $into) (i32.const 2))
  (i32.store offset=12 (local.get $into) (i32.const 0))
  (if (i32.eqz (local.get $bytes)) (then (return)))
  (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 45))
    (then
      (local.set $negative (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))))
  (block $mantissa
    (loop $next
      (br_if $mantissa (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $c (i32.load8_u (local.get $at)))
      (br_if $mantissa (i32.eq (i32.or (local.get $c) (i32.const 32)) (i32.const 101)))
      (if (i32.eq (local.get $c) (i32.const 46))
        (then
          (if (i32.or (local.get $point) (i32.eqz (local.get $digits))) (then (return)))
          (local.set $point (i32.const 1)))
        (else
          (if (i32.gt_u (i32.sub (local.get $c) (i32.const 48)) (i32.const 9)) (then (return)))
          (if (i32.ne (local.get $c) (i32.const 48))
            (then
              (if (i32.eqz (local.get $first))
                (then
                  (local.set $first (local.get $at))
                  (local.set $before (local.get $digits))))
              (local.set $last (i32.add (local.get $at) (i32.const 1)))))
          (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
          (local.set $fraction (i32.add (local.get $fraction) (local.get $point)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
  (if (i32.eqz (local.get $digits)) (then (return)))
  (if (i32.and (local.get $point) (i32.eqz (local.get $fraction))) (then (return)))
  (if (i32.lt_u (local.get $at) (local.get $end))
    (then
      ;; The exponent: a plus, a sign, digits that fit 32 bits. A measurement has one sign at most.
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.and (i32.lt_u (local.get $at) (local.get $end)) (call $byte_in (local.get $at) (local.get $end) (i32.const 43) (i32.const 43)))
        (then
          (local.set $signs (i32.const 1))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.or
            (call $byte_in (local.get $at) (local.get $end) (i32.const 43) (i32.const 43))
            (call $byte_in (local.get $at) (local.get $end) (i32.const 45) (i32.const 45)))
        (then
          (local.set $down (i32.eq (i32.load8_u (local.get $at)) (i32.const 45)))
          (local.set $signs (i32.add (local.get $signs) (i32.const 1)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return)))
      (loop $next
        (if (i32.gt_u (call $digit (local.get $at)) (i32.const 9)) (then (return)))
        (local.set $exponent
          (i64.add
            (i64.mul (local.get $exponent) (i64.const 10))
            (i64.extend_i32_u (call $digit (local.get $at)))))
        (if (i64.gt_u (local.get $exponent) (i64.const 2147483648)) (then (return)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
      (if (local.get $down)
        (then (local.set $exponent (i64.sub (i64.const 0) (local.get $exponent))))
        (else (if (i64.eq (local.get $exponent) (i64.const 2147483648)) (then (return)))))))
  (local.set $scale (i64.sub (i64.extend_i32_u (local.get $fraction)) (local.get $exponent)))
  (local.set $place
    (i64.sub (i64.extend_i32_u (i32.sub (local.get $digits) (local.get $before))) (local.get $scale)))
  (i32.store (local.get $into)
    (select
      (select (i32.const -1) (i32.const 1) (local.get $negative))
      (i32.const 0)
      (local.get $first)))
  (i32.store offset=4 (local.get $into) (local.get $first))
  (i32.store offset=8 (local.get $into) (local.get $last))
  (i64.store offset=16 (local.get $into) (local.get $place))
  (i32.store offset=24 (local.get $into)
    (select (i32.wrap_i64 (local.get $scale)) (i32.const 0) (i64.gt_s (local.get $scale) (i64.const 0))))
  (i32.store offset=12 (local.get $into)
    (i32.and
      (i32.and
        (i32.and (i32.le_u (local.get $digits) (i32.const 30)) (i32.le_u (local.get $signs) (i32.const 1)))
        ;; -30 ≤ exponent ≤ 30
        (i64.le_u (i64.add (local.get $exponent) (i64.const 30)) (i64.const 60)))
      (i32.and
        (i64.le_s (local.get $scale) (i64.const 30))
        (i32.or
          (i32.or (i64.ge_s (local.get $scale) (i64.const 0)) (i32.eqz (local.get $first)))
          (i64.le_s (local.get $place) (i64.const 30)))))))

;; The order of two numbers read: -1, 0, 1; 2 if one of them is none.
(func $compare (param $a i32) (param $b i32) (result i32)
  (local $x i32) (local $y i32)
  (local.set $x (i32.load (local.get $a)))
  (local.set $y (i32.load (local.get $b)))
  (if (i32.or (i32.eq (local.get $x) (i32.const 2)) (i32.eq (local.get $y) (i32.const 2)))
    (then (return (i32.const 2))))
  (if (i32.ne (local.get $x) (local.get $y))
    (then (return (select (i32.const -1) (i32.const 1) (i32.lt_s (local.get $x) (local.get $y))))))
  (i32.mul (local.get $x) (call $compare_sizes (local.get $a) (local.get $b))))

;; Without their signs: first the place of the leading digit, then digit by digit.
(func $compare_sizes (param $a i32) (param $b i32) (result i32)
  (local $p i32) (local $q i32) (local $p_end i32) (local $q_end i32) (local $x i32) (local $y i32)
  (if (i32.eqz (i32.load (local.get $a))) (then (return (i32.const 0))))
  (if (i64.ne (i64.load offset=16 (local.get $a)) (i64.load offset=16 (local.get $b)))
    (then
      (return
        (select (i32.const -1) (i32.const 1)
          (i64.lt_s (i64.load offset=16 (local.get $a)) (i64.load offset=16 (local.get $b)))))))
  (local.set $p (i32.load offset=4 (local.get $a)))
  (local.set $p_end (i32.load offset=8 (local.get $a)))
  (local.set $q (i32.load offset=4 (local.get $b)))
  (local.set $q_end (i32.load offset=8 (local.get $b)))
  (loop $next
    (local.set $p (call $past_point (local.get $p) (local.get $p_end)))
    (local.set $q (call $past_point (local.get $q) (local.get $q_end)))
    (if (i32.ge_u (local.get $p) (local.get $p_end))
      (then (return (i32.sub (i32.const 0) (i32.lt_u (local.get $q) (local.get $q_end))))))
    (if (i32.ge_u (local.get $q) (local.get $q_end)) (then (return (i32.const 1))))
    (local.set $x (i32.load8_u (local.get $p)))
    (local.set $y (i32.load8_u (local.get $q)))
    (if (i32.ne (local.get $x) (local.get $y))
      (then (return (select (i32.const -1) (i32.const 1) (i32.lt_u (local.get $x) (local.get $y))))))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (local.set $q (i32.add (local.get $q) (i32.const 1)))
    (br $next))
  (unreachable))

(func $past_point (param $at i32) (param $end i32) (result i32)
  (i32.add (local.get $at) (call $byte_in (local.get $at) (local.get $end) (i32.const 46) (i32.const 46))))

;; `cap`: the value as it came, the bound where it is above.
(global $cap_at (mut i32) (i32.const 0))
(global $cap_bytes (mut i32) (i32.const 0))

(func $cap (param $at i32) (param $bytes i32) (result i32)
  (global.set $cap_at (local.get $at))
  (global.set $cap_bytes (local.get $bytes))
  (call $read_number (local.get $at) (local.get $bytes) (global.get $bound))
  (call $each (global.get $do_cap)))

(func $cap_one (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (local $order i32)
  (call $read_number (local.get $at) (local.get $bytes) (global.get $value))
  (if (i32.eqz (i32.load offset=12 (global.get $value))) (then (return (i32.const 0))))
  (local.set $order (call $compare (global.get $value) (global.get $bound)))
  (if (i32.eq (local.get $order) (i32.const 2)) (then (return (i32.const 0))))
  (if (i32.eq (local.get $order) (i32.const 1))
    (then (call $push (global.get $cap_at) (global.get $cap_bytes)))
    (else (call $push (local.get $at) (local.get $bytes))))
  (i32.const 1))

;; `band`: the interval the value lies in, its lower bound inside. $bounds: n texts, ascending;
;; $labels: n + 1 texts, the first below all bounds. With one bound or more.
(global $bounds (mut i32) (i32.const 0))
(global $bounds_n (mut i32) (i32.const 0))
(global $labels (mut i32) (i32.const 0))

(func $band (param $texts i32) (param $n i32) (param $labels i32) (result i32)
  (local $i i32) (local $text i32)
  (global.set $bounds (call $alloc (i32.shl (local.get $n) (i32.const 5)) (i32.const 8)))
  (global.set $bounds_n (local.get $n))
  (global.set $labels (local.get $labels))
  (loop $next
    (local.set $text (i32.add (local.get $texts) (i32.shl (local.get $i) (i32.const 3))))
    (call $read_number
      (i32.load (local.get $text)) (i32.load offset=4 (local.get $text))
      (i32.add (global.get $bounds) (i32.shl (local.get $i) (i32.const 5))))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $next (i32.lt_u (local.get $i) (local.get $n))))
  (call $each (global.get $do_band)))

(func $band_one (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (local $i i32) (local $order i32) (local $label i32)
  (call $read_number (local.get $at) (local.get $bytes) (global.get $value))
  (if (i32.eqz (i32.load offset=12 (global.get $value))) (then (return (i32.const 0))))
  (block $found
    (loop $next
      (br_if $found (i32.ge_u (local.get $i) (global.get $bounds_n)))
      (local.set $order
        (call $compare (global.get $value)
          (i32.add (global.get $bounds) (i32.shl (local.get $i) (i32.const 5)))))
      (if (i32.eq (local.get $order) (i32.const 2)) (then (return (i32.const 0))))
      (br_if $found (i32.lt_s (local.get $order) (i32.const 0)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
  (local.set $label (i32.add (global.get $labels) (i32.shl (local.get $i) (i32.const 3))))
  (call $push (i32.load (local.get $label)) (i32.load offset=4 (local.get $label)))
  (i32.const 1))
