;; What the module exports (world `profile-module`), over the tables that the rules declare:
;; $stages: per rule the table's place of its first stage, and one more entry where they end;
;; $conditions: per rule the table's place of its condition, 0 = none.

;; Statuses: a fault's number and one.
(global $ok i32 (i32.const 0))
(global $undecided i32 (i32.const 1))
(global $no_such_rule i32 (i32.const 2))
(global $malformed i32 (i32.const 3))

;; Places below the rules' data.
(global $answer i32 (i32.const 16))   ;; 28 bytes: what an export returns
(global $scratch i32 (i32.const 64))  ;; 36 bytes: digits on their way out
(global $value i32 (i32.const 128))   ;; three numbers read
(global $bound i32 (i32.const 160))
(global $step i32 (i32.const 192))

;; The actions' places in the table; the rules' functions follow.
(global $do_date i32 (i32.const 1))
(global $do_cap i32 (i32.const 2))
(global $do_band i32 (i32.const 3))
(global $do_round i32 (i32.const 4))
(global $do_first i32 (i32.const 5))
(global $do_replace i32 (i32.const 6))
(global $do_map i32 (i32.const 7))
(elem (i32.const 1) $date $cap_one $band_one $round_one $first_one $replace_one $map_one)

;; A stage of a rule, over the columns taken; the status. The answer stands in $out_….
(type $stage (func (param $kind i32) (result i32)))

(func $no_code (type $stage) (param $kind i32) (result i32) (global.get $no_such_rule))

(func $fault (param $status i32) (result i32)
  (i32.store8 (global.get $answer) (i32.const 1))
  (i32.store8 offset=4 (global.get $answer) (i32.sub (local.get $status) (i32.const 1)))
  (global.get $answer))

(func (export "apply")
  (param $rule i32) (param $stage i32) (param $kind i32)
  (param $subjects i32) (param $subjects_n i32) (param $columns i32) (param $columns_n i32) (result i32)
  (local $entry i32) (local $status i32)
  (if (i32.ge_u (local.get $rule) (global.get $rules_n))
    (then (return (call $fault (global.get $no_such_rule)))))
  (local.set $entry (i32.add (global.get $stages) (i32.shl (local.get $rule) (i32.const 2))))
  (local.set $stage (i32.add (local.get $stage) (i32.load (local.get $entry))))
  (if (i32.ge_u (local.get $stage) (i32.load offset=4 (local.get $entry)))
    (then (return (call $fault (global.get $no_such_rule)))))
  (local.set $status (call $take (local.get $subjects_n) (local.get $columns) (local.get $columns_n)))
  (if (local.get $status) (then (return (call $fault (local.get $status)))))
  (global.set $subjects (local.get $subjects))
  (local.set $status (call_indirect (type $stage) (local.get $kind) (local.get $stage)))
  (if (local.get $status) (then (return (call $fault (local.get $status)))))
  (i32.store8 (global.get $answer) (i32.const 0))
  (i32.store offset=4 (global.get $answer) (global.get $out_offsets))
  (i32.store offset=8 (global.get $answer) (i32.add (global.get $rows) (i32.const 1)))
  (i32.store offset=12 (global.get $answer) (global.get $out_data))
  (i32.store offset=16 (global.get $answer) (global.get $out_bytes))
  (i32.store offset=20 (global.get $answer) (global.get $out_valid))
  (i32.store offset=24 (global.get $answer) (global.get $rows))
  (global.get $answer))

(func (export "holds") (param $rule i32) (param $columns i32) (param $columns_n i32) (result i32)
  (local $condition i32) (local $status i32)
  (if (i32.ge_u (local.get $rule) (global.get $rules_n))
    (then (return (call $fault (global.get $no_such_rule)))))
  (local.set $condition
    (i32.load (i32.add (global.get $conditions) (i32.shl (local.get $rule) (i32.const 2)))))
  (if (i32.eqz (local.get $condition)) (then (return (call $fault (global.get $no_such_rule)))))
  (if (i32.eqz (local.get $columns_n)) (then (return (call $fault (global.get $malformed)))))
  (local.set $status
    (call $take (i32.load offset=20 (local.get $columns)) (local.get $columns) (local.get $columns_n)))
  (if (local.get $status) (then (return (call $fault (local.get $status)))))
  ;; The condition's own function knows how many columns it reads.
  (local.set $status (call_indirect (type $stage) (i32.const 0) (local.get $condition)))
  (if (local.get $status) (then (return (call $fault (local.get $status)))))
  (i32.store8 (global.get $answer) (i32.const 0))
  (i32.store offset=4 (global.get $answer) (global.get $meant))
  (i32.store offset=8 (global.get $answer) (global.get $rows))
  (global.get $answer))
