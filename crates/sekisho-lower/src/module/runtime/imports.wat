;; What the host does with the scope's keys, whole columns at a time (interface `keyed`). Lists come
;; as address and length; the last word is where the answer goes.
(import "sekisho:transform/keyed@0.1.0" "pseudonym"
  (func $keyed_pseudonym
    (param $kind i32) (param $subjects i32) (param $subjects_n i32)
    (param $offsets i32) (param $offsets_n i32) (param $data i32) (param $bytes i32) (param $valid i32) (param $valid_n i32)
    (param $answer i32)))
(import "sekisho:transform/keyed@0.1.0" "remap"
  (func $keyed_remap
    (param $offsets i32) (param $offsets_n i32) (param $data i32) (param $bytes i32) (param $valid i32) (param $valid_n i32)
    (param $answer i32)))
(import "sekisho:transform/keyed@0.1.0" "shifts"
  (func $keyed_shifts (param $subjects i32) (param $subjects_n i32) (param $answer i32)))
