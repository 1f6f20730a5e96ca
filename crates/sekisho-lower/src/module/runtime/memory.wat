;; Memory: a heap that only grows during a call and is emptied after it.
;;
;; The rules' texts and tables lie below $heap_base; both globals are declared with them. Growing
;; past what the host allows is a trap, and the host stops the delivery.

;; Memory up to $end (exclusive) exists.
(func $reserve (param $end i64)
  (local $have i64)
  (local.set $have (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
  (if (i64.gt_u (local.get $end) (local.get $have))
    (then
      (if (i32.eq
            (memory.grow
              (i32.wrap_i64
                (i64.shr_u
                  (i64.add (i64.sub (local.get $end) (local.get $have)) (i64.const 65535))
                  (i64.const 16))))
            (i32.const -1))
        (then (unreachable))))))

;; Room on the heap; $align is a power of two.
(func $alloc (param $bytes i32) (param $align i32) (result i32)
  (local $at i32)
  (local.set $at
    (i32.and
      (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1)))
      (i32.sub (i32.const 0) (local.get $align))))
  (call $reserve (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $bytes))))
  (global.set $heap (i32.add (local.get $at) (local.get $bytes)))
  (local.get $at))

;; How the host places its arguments and its answers (component model, canonical ABI).
(func $realloc (export "cabi_realloc")
  (param $old i32) (param $old_bytes i32) (param $align i32) (param $bytes i32) (result i32)
  (local $at i32)
  (local.set $at (call $alloc (local.get $bytes) (local.get $align)))
  (if (local.get $old)
    (then
      (memory.copy (local.get $at) (local.get $old)
        (select (local.get $old_bytes) (local.get $bytes)
          (i32.lt_u (local.get $old_bytes) (local.get $bytes))))))
  (local.get $at))

;; After the host has read an answer: everything is free again.
(func $free_all (global.set $heap (global.get $heap_base)))
(func (export "cabi_post_apply") (param $answer i32) (call $free_all))
(func (export "cabi_post_holds") (param $answer i32) (call $free_all))

;; Adds bytes at the end of the heap, where the answer's data grow. Most values are short: they go
;; in words of eight, a call of the host's copy would cost more. The last word may bring up to seven
;; bytes too many; they lie behind the heap's end, where the next value writes over them, and all
;; that is copied lies below it, so that what is read exists as well.
(func $push (param $from i32) (param $bytes i32)
  (local $to i32) (local $end i32)
  (call $reserve
    (i64.add
      (i64.add (i64.extend_i32_u (global.get $heap)) (i64.const 8))
      (i64.extend_i32_u (local.get $bytes))))
  (local.set $to (global.get $heap))
  (local.set $end (i32.add (local.get $to) (local.get $bytes)))
  (if (i32.gt_u (local.get $bytes) (i32.const 64))
    (then (memory.copy (local.get $to) (local.get $from) (local.get $bytes)))
    (else
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
          (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $from)))
          (local.set $to (i32.add (local.get $to) (i32.const 8)))
          (local.set $from (i32.add (local.get $from) (i32.const 8)))
          (br $next)))))
  (global.set $heap (local.get $end)))

(func $push_byte (param $byte i32)
  (call $reserve (i64.add (i64.extend_i32_u (global.get $heap)) (i64.const 1)))
  (i32.store8 (global.get $heap) (local.get $byte))
  (global.set $heap (i32.add (global.get $heap) (i32.const 1))))
