;; hide_digits(text): every digit becomes #. One function, in place, byte by byte.
(module
  ;; What the plugin says of itself: the lines of its `plugin` block in a policy.
  (@custom "sekisho.plugin" "plugin my_plugin 0.1\n  label ja \"数字を隠す\" en \"Hides digits\"\n  function hide_digits(text: Text) -> Text deterministic leaves cleaned\n  capabilities none\n  fuel 5 million\n  memory 8 MiB\n")

  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 1024))

  ;; The host lays the columns down with this. Nothing is given back: every batch has a new memory.
  (func (export "cabi_realloc")
    (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $at) (local.get $size)))
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

  ;; $columns points to the columns, 24 bytes each: offsets, data and valid, each a pointer and a
  ;; length. The answer lies at 16: 0 and the column, or 1 and a fault (1 = no such function).
  (func (export "apply") (param $function i32) (param $columns i32) (param $count i32) (result i32)
    (local $at i32) (local $end i32)
    (if (local.get $function)
      (then
        (i32.store8 (i32.const 16) (i32.const 1))
        (i32.store8 (i32.const 20) (i32.const 1))
        (return (i32.const 16))))
    (local.set $at (i32.load offset=8 (local.get $columns)))
    (local.set $end (i32.add (local.get $at) (i32.load offset=12 (local.get $columns))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
          (then (i32.store8 (local.get $at) (i32.const 35))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    ;; The answer is the column it was given.
    (i32.store8 (i32.const 16) (i32.const 0))
    (memory.copy (i32.const 20) (local.get $columns) (i32.const 24))
    (i32.const 16)))
