;; Dates of FHIR at any precision and times of day, moved by a person's constant and cut. Fraction
;; and zone stand as they were written; behind a date nothing else may stand, because it could be
;; text. A date that is nobody's leaves nothing.

(global $shifts (mut i32) (i32.const 0)) ;; each row's days and seconds (two s32); 0: dates stay
(global $cut (mut i32) (i32.const 0))    ;; bytes that stay: 4 a year, 7 a month, -1 all

;; Placeholders: spans of days (two s32, both inside) and instants (s64 seconds); 0 of each behind a
;; stage that has moved the date already.
(global $spans (mut i32) (i32.const 0))
(global $spans_n (mut i32) (i32.const 0))
(global $moments (mut i32) (i32.const 0))
(global $moments_n (mut i32) (i32.const 0))

(func $placeholders (param $spans i32) (param $spans_n i32) (param $moments i32) (param $moments_n i32)
  (global.set $spans (local.get $spans))
  (global.set $spans_n (local.get $spans_n))
  (global.set $moments (local.get $moments))
  (global.set $moments_n (local.get $moments_n)))

;; Every date by its person's constant, which the host knows.
(func $shifted (param $cut i32) (result i32)
  (local $answer i32)
  (local.set $answer (call $alloc (i32.const 8) (i32.const 4)))
  (call $keyed_shifts (global.get $subjects) (global.get $rows) (local.get $answer))
  (if (i32.ne (i32.load offset=4 (local.get $answer)) (global.get $rows))
    (then (return (global.get $malformed))))
  (global.set $shifts (i32.load (local.get $answer)))
  (global.set $cut (local.get $cut))
  (call $each (global.get $do_date)))

;; Every date cut where it stands.
(func $cut_dates (param $cut i32) (result i32)
  (global.set $shifts (i32.const 0))
  (global.set $cut (local.get $cut))
  (call $each (global.get $do_date)))

(func $date (type $action) (param $at i32) (param $bytes i32) (param $row i32) (result i32)
  (local $day i64) (local $days i32) (local $seconds i32) (local $kept i32) (local $head i32)
  (if (global.get $shifts)
    (then
      (local.set $row (i32.add (global.get $shifts) (i32.shl (local.get $row) (i32.const 3))))
      (local.set $days (i32.load (local.get $row)))
      (local.set $seconds (i32.load offset=4 (local.get $row)))))
  ;; A time of day has no year to be cut to.
  (if (i32.and
        (i32.eq (global.get $cut) (i32.const -1))
        (i32.ge_u (local.get $bytes) (i32.const 5)))
    (then
      (if (i32.eq (i32.load8_u offset=2 (local.get $at)) (i32.const 58))
        (then (return (call $time (local.get $at) (local.get $bytes) (local.get $seconds)))))))
  (local.set $day (call $read_date (local.get $at) (local.get $bytes)))
  (if (i64.eq (local.get $day) (global.get $no_day)) (then (return (i32.const 0))))
  (if (call $is_placeholder (local.get $day) (local.get $at) (local.get $bytes))
    (then (return (i32.const 0))))
  (local.set $day (i64.add (local.get $day) (i64.extend_i32_s (local.get $days))))
  (local.set $kept
    (select (local.get $bytes) (global.get $cut) (i32.lt_u (local.get $bytes) (global.get $cut))))
  (local.set $head
    (select (local.get $kept) (i32.const 10) (i32.lt_u (local.get $kept) (i32.const 10))))
  (if (i32.gt_u (local.get $bytes) (i32.const 10))
    (then
      (local.set $seconds
        (i32.add (local.get $seconds)
          (call $clock (i32.add (local.get $at) (i32.const 11))
            (i32.add (local.get $at) (local.get $bytes)))))
      (local.set $day
        (i64.add (local.get $day) (i64.extend_i32_s (call $days_of (local.get $seconds)))))
      (if (i32.gt_u (local.get $kept) (i32.const 10))
        (then
          (i32.store8 offset=10 (global.get $scratch) (i32.const 84))
          (call $write_clock (i32.const 11) (local.get $seconds))
          (local.set $head
            (i32.add (i32.const 11)
              (call $clock_bytes (i32.add (local.get $at) (i32.const 11))
                (i32.add (local.get $at) (local.get $bytes)))))))))
  (if (i32.eqz (call $write_date (local.get $day))) (then (return (i32.const 0))))
  (call $push (global.get $scratch) (local.get $head))
  (call $push (i32.add (local.get $at) (local.get $head)) (i32.sub (local.get $kept) (local.get $head)))
  (i32.const 1))

;; A time of day alone goes round the clock; no zone stands behind it.
(func $time (param $at i32) (param $bytes i32) (param $seconds i32) (result i32)
  (local $end i32) (local $head i32)
  (local.set $end (i32.add (local.get $at) (local.get $bytes)))
  (if (i32.ne (call $after_clock (local.get $at) (local.get $end)) (local.get $end))
    (then (return (i32.const 0))))
  (call $write_clock (i32.const 0) (i32.add (local.get $seconds) (call $clock (local.get $at) (local.get $end))))
  (local.set $head (call $clock_bytes (local.get $at) (local.get $end)))
  (call $push (global.get $scratch) (local.get $head))
  (call $push (i32.add (local.get $at) (local.get $head)) (i32.sub (local.get $bytes) (local.get $head)))
  (i32.const 1))

;; Seconds since midnight of `hh:mm[:ss]`, which was looked at before.
(func $clock (param $at i32) (param $end i32) (result i32)
  (local $seconds i32)
  (local.set $seconds
    (i32.add
      (i32.mul (call $two_digits (local.get $at)) (i32.const 3600))
      (i32.mul (call $two_digits (i32.add (local.get $at) (i32.const 3))) (i32.const 60))))
  (if (i32.eq (call $clock_bytes (local.get $at) (local.get $end)) (i32.const 8))
    (then
      (local.set $seconds
        (i32.add (local.get $seconds) (call $two_digits (i32.add (local.get $at) (i32.const 6)))))))
  (local.get $seconds))

;; Bytes of `hh:mm[:ss]`, which was looked at before.
(func $clock_bytes (param $at i32) (param $end i32) (result i32)
  (if (i32.le_u (i32.sub (local.get $end) (local.get $at)) (i32.const 5)) (then (return (i32.const 5))))
  (select (i32.const 8) (i32.const 5)
    (i32.eq (i32.load8_u offset=5 (local.get $at)) (i32.const 58))))

;; Whole days in so many seconds, rounded down; less than two days either way.
(func $days_of (param $seconds i32) (result i32)
  (i32.sub
    (i32.div_u (i32.add (local.get $seconds) (i32.const 172800)) (i32.const 86400))
    (i32.const 2)))

;; The time of day of so many seconds, `hh:mm:ss`, into the scratch.
(func $write_clock (param $place i32) (param $seconds i32)
  (local.set $seconds
    (i32.rem_u (i32.add (local.get $seconds) (i32.const 172800)) (i32.const 86400)))
  (call $write_two (local.get $place) (i32.div_u (local.get $seconds) (i32.const 3600)))
  (i32.store8 offset=2 (i32.add (global.get $scratch) (local.get $place)) (i32.const 58))
  (call $write_two (i32.add (local.get $place) (i32.const 3))
    (i32.rem_u (i32.div_u (local.get $seconds) (i32.const 60)) (i32.const 60)))
  (i32.store8 offset=5 (i32.add (global.get $scratch) (local.get $place)) (i32.const 58))
  (call $write_two (i32.add (local.get $place) (i32.const 6))
    (i32.rem_u (local.get $seconds) (i32.const 60))))

;; 1 for a date that stands for "not known" or "no end": all that it may mean lies in one span, or its
;; instant is known. What was written in UTC may be any day that it is somewhere.
(func $is_placeholder (param $day i64) (param $at i32) (param $bytes i32) (result i32)
  (local $last i64) (local $utc i64) (local $zone i32) (local $c i32) (local $n i32)
  (if (i32.eqz (global.get $spans_n)) (then (return (i32.const 0))))
  (local.set $last (local.get $day))
  (if (i32.eq (local.get $bytes) (i32.const 4))
    (then
      (local.set $last
        (i64.add (local.get $day)
          (i64.extend_i32_u
            (i32.add (i32.const 336)
              (call $days_in_month (call $year_at (local.get $at)) (i32.const 2))))))))
  (if (i32.eq (local.get $bytes) (i32.const 7))
    (then
      (local.set $last
        (i64.add (local.get $day)
          (i64.extend_i32_u
            (i32.sub
              (call $days_in_month (call $year_at (local.get $at))
                (call $two_digits (i32.add (local.get $at) (i32.const 5))))
              (i32.const 1)))))))
  (if (call $in_span (local.get $day) (local.get $last)) (then (return (i32.const 1))))
  (if (i32.le_u (local.get $bytes) (i32.const 16)) (then (return (i32.const 0))))
  ;; The zone: `Z`, or a sign six bytes before the end; without one no instant is known.
  (local.set $c (i32.load8_u (i32.add (local.get $at) (i32.sub (local.get $bytes) (i32.const 1)))))
  (if (i32.ne (local.get $c) (i32.const 90))
    (then
      (local.set $zone (i32.add (local.get $at) (i32.sub (local.get $bytes) (i32.const 6))))
      (local.set $n
        (i32.add
          (i32.mul (call $two_digits (i32.add (local.get $zone) (i32.const 1))) (i32.const 3600))
          (i32.mul (call $two_digits (i32.add (local.get $zone) (i32.const 4))) (i32.const 60))))
      (local.set $zone (i32.load8_u (local.get $zone)))
      (if (i32.eq (local.get $zone) (i32.const 45))
        (then (local.set $n (i32.sub (i32.const 0) (local.get $n))))
        (else (if (i32.ne (local.get $zone) (i32.const 43)) (then (return (i32.const 0))))))))
  (local.set $utc
    (i64.add
      (i64.mul (local.get $day) (i64.const 86400))
      (i64.extend_i32_s
        (i32.sub
          (call $clock (i32.add (local.get $at) (i32.const 11))
            (i32.add (local.get $at) (local.get $bytes)))
          (local.get $n)))))
  (local.set $n (i32.const 0))
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $n) (global.get $moments_n)))
      (if (i64.eq
            (i64.load align=4
              (i32.add (global.get $moments) (i32.shl (local.get $n) (i32.const 3))))
            (local.get $utc))
        (then (return (i32.const 1))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br $next)))
  (if (i32.ne (local.get $c) (i32.const 90)) (then (return (i32.const 0))))
  (i32.or
    (call $day_in_span (i64.sub (local.get $utc) (i64.const 43200)))
    (call $day_in_span (i64.add (local.get $utc) (i64.const 50400)))))

;; 1 if the day of an instant lies in a span. Counted from before the year 1, so that it is positive.
(func $day_in_span (param $seconds i64) (result i32)
  (local $day i64)
  (local.set $day
    (i64.sub
      (i64.div_u (i64.add (local.get $seconds) (i64.const 86400000000)) (i64.const 86400))
      (i64.const 1000000)))
  (call $in_span (local.get $day) (local.get $day)))

(func $in_span (param $first i64) (param $last i64) (result i32)
  (local $n i32) (local $span i32)
  (block $done
    (loop $next
      (br_if $done (i32.ge_u (local.get $n) (global.get $spans_n)))
      (local.set $span (i32.add (global.get $spans) (i32.shl (local.get $n) (i32.const 3))))
      (if (i32.and
            (i64.le_s (i64.load32_s (local.get $span)) (local.get $first))
            (i64.le_s (local.get $last) (i64.load32_s offset=4 (local.get $span))))
        (then (return (i32.const 1))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br $next)))
  (i32.const 0))

(global $no_day i64 (i64.const 0x7fffffffffffffff))

;; The first day a date may mean, in days since 1970-01-01; $no_day for what is no date.
(func $read_date (param $at i32) (param $bytes i32) (result i64)
  (local $year i32) (local $month i32) (local $day i32) (local $whole i32)
  (local.set $month (i32.const 1))
  (local.set $day (i32.const 1))
  (local.set $whole (i32.ge_u (local.get $bytes) (i32.const 10)))
  (if (i32.eqz
        (i32.or (local.get $whole)
          (i32.or (i32.eq (local.get $bytes) (i32.const 4)) (i32.eq (local.get $bytes) (i32.const 7)))))
    (then (return (global.get $no_day))))
  (if (i32.eqz (call $are_digits (local.get $at) (i32.const 4))) (then (return (global.get $no_day))))
  (local.set $year (call $year_at (local.get $at)))
  (if (i32.eqz (local.get $year)) (then (return (global.get $no_day))))
  (if (i32.gt_u (local.get $bytes) (i32.const 4))
    (then
      (if (i32.eqz (call $is_part (i32.add (local.get $at) (i32.const 4)))) (then (return (global.get $no_day))))
      (local.set $month (call $two_digits (i32.add (local.get $at) (i32.const 5))))))
  (if (local.get $whole)
    (then
      (if (i32.eqz (call $is_part (i32.add (local.get $at) (i32.const 7)))) (then (return (global.get $no_day))))
      (local.set $day (call $two_digits (i32.add (local.get $at) (i32.const 8))))
      (if (i32.gt_u (local.get $bytes) (i32.const 10))
        (then
          (if (i32.eqz
                (call $is_time (i32.add (local.get $at) (i32.const 10))
                  (i32.add (local.get $at) (local.get $bytes))))
            (then (return (global.get $no_day))))))))
  (if (i32.gt_u (i32.sub (local.get $month) (i32.const 1)) (i32.const 11)) (then (return (global.get $no_day))))
  (if (i32.ge_u
        (i32.sub (local.get $day) (i32.const 1))
        (call $days_in_month (local.get $year) (local.get $month)))
    (then (return (global.get $no_day))))
  (call $day_number (local.get $year) (local.get $month) (local.get $day)))

;; Four digits.
(func $year_at (param $at i32) (result i32)
  (i32.add
    (i32.mul (call $two_digits (local.get $at)) (i32.const 100))
    (call $two_digits (i32.add (local.get $at) (i32.const 2)))))

;; `-` and two digits.
(func $is_part (param $at i32) (result i32)
  (i32.and
    (i32.eq (i32.load8_u (local.get $at)) (i32.const 45))
    (call $are_digits (i32.add (local.get $at) (i32.const 1)) (i32.const 2))))

(func $two_digits (param $at i32) (result i32)
  (i32.add
    (i32.mul (call $digit (local.get $at)) (i32.const 10))
    (call $digit (i32.add (local.get $at) (i32.const 1)))))

;; A mark and `nn:nn`, six bytes: `T10:30`, `+09:00`.
(func $is_clock (param $at i32) (param $end i32) (result i32)
  (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 6)) (then (return (i32.const 0))))
  (i32.and
    (call $are_digits (i32.add (local.get $at) (i32.const 1)) (i32.const 2))
    (i32.and
      (i32.eq (i32.load8_u offset=3 (local.get $at)) (i32.const 58))
      (call $are_digits (i32.add (local.get $at) (i32.const 4)) (i32.const 2)))))

;; `Thh:mm[:ss[.fff…]][Z|±hh:mm]` up to the end; $at < $end.
(func $is_time (param $at i32) (param $end i32) (result i32)
  (local $c i32)
  (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 84)) (then (return (i32.const 0))))
  (local.set $at (call $after_clock (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
  (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
  (if (i32.eq (local.get $at) (local.get $end)) (then (return (i32.const 1))))
  (local.set $c (i32.load8_u (local.get $at)))
  (if (i32.eq (local.get $c) (i32.const 90))
    (then (return (i32.eq (i32.add (local.get $at) (i32.const 1)) (local.get $end)))))
  (if (i32.eqz (i32.or (i32.eq (local.get $c) (i32.const 43)) (i32.eq (local.get $c) (i32.const 45))))
    (then (return (i32.const 0))))
  (i32.and
    (i32.eq (i32.sub (local.get $end) (local.get $at)) (i32.const 6))
    (call $is_clock (local.get $at) (local.get $end))))

;; Where `hh:mm[:ss[.fff…]]` ends; 0 for what is no time of day. Midnight may end a day (24:00:00),
;; and a minute may have a leap second.
(func $after_clock (param $at i32) (param $end i32) (result i32)
  (local $seconds i32)
  ;; The byte before is a mark or the value's neighbour: only its place counts.
  (if (i32.eqz (call $is_clock (i32.sub (local.get $at) (i32.const 1)) (local.get $end)))
    (then (return (i32.const 0))))
  (if (i32.gt_u (call $two_digits (local.get $at)) (i32.const 24)) (then (return (i32.const 0))))
  (if (i32.gt_u (call $two_digits (i32.add (local.get $at) (i32.const 3))) (i32.const 59))
    (then (return (i32.const 0))))
  (local.set $at (i32.add (local.get $at) (i32.const 5)))
  (if (i32.ge_u (i32.sub (local.get $end) (local.get $at)) (i32.const 3))
    (then
      (if (i32.and
            (i32.eq (i32.load8_u (local.get $at)) (i32.const 58))
            (call $are_digits (i32.add (local.get $at) (i32.const 1)) (i32.const 2)))
        (then
          (if (i32.gt_u (call $two_digits (i32.add (local.get $at) (i32.const 1))) (i32.const 60))
            (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 3)))
          (local.set $seconds (i32.const 1))))))
  ;; A fraction: a point and at least one digit.
  (if (i32.and (local.get $seconds) (i32.ge_u (i32.sub (local.get $end) (local.get $at)) (i32.const 2)))
    (then
      (if (i32.and
            (i32.eq (i32.load8_u (local.get $at)) (i32.const 46))
            (call $are_digits (i32.add (local.get $at) (i32.const 1)) (i32.const 1)))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (block $done
            (loop $next
              (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
              (br_if $done (i32.gt_u (call $digit (local.get $at)) (i32.const 9)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $next)))))))
  (local.get $at))

(func $days_in_month (param $year i32) (param $month i32) (result i32)
  (if (i32.eq (local.get $month) (i32.const 2))
    (then
      (return
        (i32.add (i32.const 28)
          (i32.and
            (i32.eqz (i32.rem_u (local.get $year) (i32.const 4)))
            (i32.or
              (i32.ne (i32.rem_u (local.get $year) (i32.const 100)) (i32.const 0))
              (i32.eqz (i32.rem_u (local.get $year) (i32.const 400)))))))))
  ;; April, June, September and November have 30 days.
  (i32.sub (i32.const 31)
    (i32.and (i32.shr_u (i32.const 0x0a50) (local.get $month)) (i32.const 1))))

;; Days since 1970-01-01 in the proleptic Gregorian calendar: years counted from March, so that
;; the leap day ends them. The year is 1 or more.
(func $day_number (param $year i32) (param $month i32) (param $day i32) (result i64)
  (local $era i32) (local $of_era i32) (local $of_year i32)
  (if (i32.le_u (local.get $month) (i32.const 2))
    (then (local.set $year (i32.sub (local.get $year) (i32.const 1)))))
  (local.set $era (i32.div_u (local.get $year) (i32.const 400)))
  (local.set $of_era (i32.rem_u (local.get $year) (i32.const 400)))
  (local.set $of_year
    (i32.add
      (i32.div_u
        (i32.add
          (i32.mul (i32.rem_u (i32.add (local.get $month) (i32.const 9)) (i32.const 12)) (i32.const 153))
          (i32.const 2))
        (i32.const 5))
      (i32.sub (local.get $day) (i32.const 1))))
  (i64.extend_i32_s
    (i32.sub
      (i32.add
        (i32.mul (local.get $era) (i32.const 146097))
        (i32.add
          (i32.add
            (i32.mul (local.get $of_era) (i32.const 365))
            (i32.sub
              (i32.div_u (local.get $of_era) (i32.const 4))
              (i32.div_u (local.get $of_era) (i32.const 100))))
          (local.get $of_year)))
      (i32.const 719468))))

;; `YYYY-MM-DD` into the scratch; 0 outside the years 0001 to 9999.
(func $write_date (param $days i64) (result i32)
  (local $era i32) (local $of_era i32) (local $year i32) (local $of_year i32) (local $march i32) (local $month i32)
  ;; 0001-01-01 and 9999-12-31.
  (if (i64.lt_s (local.get $days) (i64.const -719162)) (then (return (i32.const 0))))
  (if (i64.gt_s (local.get $days) (i64.const 2932896)) (then (return (i32.const 0))))
  (local.set $of_era (i32.add (i32.wrap_i64 (local.get $days)) (i32.const 719468)))
  (local.set $era (i32.div_u (local.get $of_era) (i32.const 146097)))
  (local.set $of_era (i32.rem_u (local.get $of_era) (i32.const 146097)))
  (local.set $year
    (i32.div_u
      (i32.sub
        (i32.add
          (i32.sub (local.get $of_era) (i32.div_u (local.get $of_era) (i32.const 1460)))
          (i32.div_u (local.get $of_era) (i32.const 36524)))
        (i32.div_u (local.get $of_era) (i32.const 146096)))
      (i32.const 365)))
  (local.set $of_year
    (i32.sub (local.get $of_era)
      (i32.add
        (i32.mul (local.get $year) (i32.const 365))
        (i32.sub
          (i32.div_u (local.get $year) (i32.const 4))
          (i32.div_u (local.get $year) (i32.const 100))))))
  (local.set $march
    (i32.div_u (i32.add (i32.mul (local.get $of_year) (i32.const 5)) (i32.const 2)) (i32.const 153)))
  (local.set $month
    (select
      (i32.add (local.get $march) (i32.const 3))
      (i32.sub (local.get $march) (i32.const 9))
      (i32.lt_u (local.get $march) (i32.const 10))))
  (local.set $year
    (i32.add
      (i32.add (local.get $year) (i32.mul (local.get $era) (i32.const 400)))
      (i32.le_u (local.get $month) (i32.const 2))))
  (call $write_two (i32.const 0) (i32.div_u (local.get $year) (i32.const 100)))
  (call $write_two (i32.const 2) (i32.rem_u (local.get $year) (i32.const 100)))
  (i32.store8 offset=4 (global.get $scratch) (i32.const 45))
  (call $write_two (i32.const 5) (local.get $month))
  (i32.store8 offset=7 (global.get $scratch) (i32.const 45))
  (call $write_two (i32.const 8)
    (i32.add
      (i32.sub (local.get $of_year)
        (i32.div_u (i32.add (i32.mul (local.get $march) (i32.const 153)) (i32.const 2)) (i32.const 5)))
      (i32.const 1)))
  (i32.const 1))

(func $write_two (param $place i32) (param $number i32)
  (local $at i32)
  (local.set $at (i32.add (global.get $scratch) (local.get $place)))
  (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.div_u (local.get $number) (i32.const 10))))
  (i32.store8 offset=1 (local.get $at)
    (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10)))))
