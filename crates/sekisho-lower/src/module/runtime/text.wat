;; Texts: equality, order, characters of UTF-8, sorted tables of texts.
;;
;; A table is n entries of two words, address and length, sorted by bytes, each once.

(func $is_same (param $a i32) (param $a_bytes i32) (param $b i32) (param $b_bytes i32) (result i32)
  (if (i32.ne (local.get $a_bytes) (local.get $b_bytes)) (then (return (i32.const 0))))
  (i32.eqz (call $order (local.get $a) (local.get $a_bytes) (local.get $b) (local.get $b_bytes))))

;; The order of bytes: -1, 0, 1; of two with a common beginning the shorter comes first.
(func $order (param $a i32) (param $a_bytes i32) (param $b i32) (param $b_bytes i32) (result i32)
  (local $end i32) (local $x i32) (local $y i32)
  (local.set $end
    (i32.add (local.get $a)
      (select (local.get $a_bytes) (local.get $b_bytes)
        (i32.lt_u (local.get $a_bytes) (local.get $b_bytes)))))
  (block $common
    (loop $next
      (br_if $common (i32.ge_u (local.get $a) (local.get $end)))
      (local.set $x (i32.load8_u (local.get $a)))
      (local.set $y (i32.load8_u (local.get $b)))
      (if (i32.ne (local.get $x) (local.get $y))
        (then
          (return (select (i32.const -1) (i32.const 1) (i32.lt_u (local.get $x) (local.get $y))))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 1)))
      (br $next)))
  (i32.sub
    (i32.gt_u (local.get $a_bytes) (local.get $b_bytes))
    (i32.lt_u (local.get $a_bytes) (local.get $b_bytes))))

(func $begins (param $a i32) (param $a_bytes i32) (param $with i32) (param $with_bytes i32) (result i32)
  (if (i32.lt_u (local.get $a_bytes) (local.get $with_bytes)) (then (return (i32.const 0))))
  (call $is_same (local.get $a) (local.get $with_bytes) (local.get $with) (local.get $with_bytes)))

;; The place of a text in a table; -1 if it is not there.
(func $find (param $table i32) (param $n i32) (param $a i32) (param $a_bytes i32) (result i32)
  (local $low i32) (local $mid i32) (local $entry i32) (local $order i32)
  (block $missing
    (loop $next
      (br_if $missing (i32.ge_u (local.get $low) (local.get $n)))
      (local.set $mid (i32.shr_u (i32.add (local.get $low) (local.get $n)) (i32.const 1)))
      (local.set $entry (i32.add (local.get $table) (i32.shl (local.get $mid) (i32.const 3))))
      (local.set $order
        (call $order (local.get $a) (local.get $a_bytes)
          (i32.load (local.get $entry)) (i32.load offset=4 (local.get $entry))))
      (if (i32.eqz (local.get $order)) (then (return (local.get $mid))))
      (if (i32.lt_s (local.get $order) (i32.const 0))
        (then (local.set $n (local.get $mid)))
        (else (local.set $low (i32.add (local.get $mid) (i32.const 1)))))
      (br $next)))
  (i32.const -1))

;; The place of the longest entry that the text begins with; $longest: bytes of the longest entry.
(func $find_beginning (param $table i32) (param $n i32) (param $longest i32) (param $a i32) (param $a_bytes i32)
  (result i32)
  (local $found i32)
  (if (i32.eqz (local.get $n)) (then (return (i32.const -1))))
  (if (i32.gt_u (local.get $a_bytes) (local.get $longest)) (then (local.set $a_bytes (local.get $longest))))
  (loop $shorter
    (local.set $found (call $find (local.get $table) (local.get $n) (local.get $a) (local.get $a_bytes)))
    (if (i32.ge_s (local.get $found) (i32.const 0)) (then (return (local.get $found))))
    (if (i32.eqz (local.get $a_bytes)) (then (return (i32.const -1))))
    (local.set $a_bytes (i32.sub (local.get $a_bytes) (i32.const 1)))
    (br $shorter))
  (unreachable))

;; 1 if byte lies in low..=high; past the end it does not.
(func $byte_in (param $at i32) (param $end i32) (param $low i32) (param $high i32) (result i32)
  (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
  (i32.le_u
    (i32.sub (i32.load8_u (local.get $at)) (local.get $low))
    (i32.sub (local.get $high) (local.get $low))))

;; Bytes of the character that begins here; 0 if none does (RFC 3629: no overlong forms, no
;; surrogates, nothing above U+10FFFF).
(func $character (param $at i32) (param $end i32) (result i32)
  (local $c i32) (local $low i32) (local $high i32) (local $bytes i32)
  (local.set $c (i32.load8_u (local.get $at)))
  (if (i32.lt_u (local.get $c) (i32.const 0x80)) (then (return (i32.const 1))))
  (if (i32.lt_u (local.get $c) (i32.const 0xc2)) (then (return (i32.const 0))))
  (if (i32.gt_u (local.get $c) (i32.const 0xf4)) (then (return (i32.const 0))))
  (local.set $low (i32.const 0x80))
  (local.set $high (i32.const 0xbf))
  (if (i32.eq (local.get $c) (i32.const 0xe0)) (then (local.set $low (i32.const 0xa0))))
  (if (i32.eq (local.get $c) (i32.const 0xed)) (then (local.set $high (i32.const 0x9f))))
  (if (i32.eq (local.get $c) (i32.const 0xf0)) (then (local.set $low (i32.const 0x90))))
  (if (i32.eq (local.get $c) (i32.const 0xf4)) (then (local.set $high (i32.const 0x8f))))
  (local.set $bytes
    (i32.add (i32.const 2)
      (i32.add (i32.ge_u (local.get $c) (i32.const 0xe0)) (i32.ge_u (local.get $c) (i32.const 0xf0)))))
  (if (i32.eqz
        (call $byte_in (i32.add (local.get $at) (i32.const 1)) (local.get $end)
          (local.get $low) (local.get $high)))
    (then (return (i32.const 0))))
  (if (i32.ge_u (local.get $bytes) (i32.const 3))
    (then
      (if (i32.eqz
            (call $byte_in (i32.add (local.get $at) (i32.const 2)) (local.get $end)
              (i32.const 0x80) (i32.const 0xbf)))
        (then (return (i32.const 0))))))
  (if (i32.eq (local.get $bytes) (i32.const 4))
    (then
      (if (i32.eqz
            (call $byte_in (i32.add (local.get $at) (i32.const 3)) (local.get $end)
              (i32.const 0x80) (i32.const 0xbf)))
        (then (return (i32.const 0))))))
  (local.get $bytes))

;; Bytes of the first $count characters; -1 if the text, all of it, is not UTF-8.
(func $bytes_of_first (param $at i32) (param $bytes i32) (param $count i32) (result i32)
  (local $start i32) (local $end i32) (local $cut i32) (local $step i32)
  (local.set $start (local.get $at))
  (local.set $end (i32.add (local.get $at) (local.get $bytes)))
  (local.set $cut (local.get $bytes))
  (block $done
    (loop $next
      (if (i32.eqz (local.get $count))
        (then (local.set $cut (i32.sub (local.get $at) (local.get $start)))))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $step (call $character (local.get $at) (local.get $end)))
      (if (i32.eqz (local.get $step)) (then (return (i32.const -1))))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br $next)))
  (local.get $cut))

;; Characters of a text; -1 if it is not UTF-8.
(func $characters (param $at i32) (param $bytes i32) (result i32)
  (local $end i32) (local $n i32) (local $step i32)
  (local.set $end (i32.add (local.get $at) (local.get $bytes)))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $step (call $character (local.get $at) (local.get $end)))
      (if (i32.eqz (local.get $step)) (then (return (i32.const -1))))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br $next)))
  (local.get $n))

;; A digit's value; 10 or more for what is none.
(func $digit (param $at i32) (result i32)
  (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))

;; 1 if $n digits stand here; the text has them.
(func $are_digits (param $at i32) (param $n i32) (result i32)
  (block $done
    (loop $next
      (br_if $done (i32.eqz (local.get $n)))
      (if (i32.gt_u (call $digit (local.get $at)) (i32.const 9)) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br $next)))
  (i32.const 1))
