/* Mail addresses, dates, telephone numbers, postal codes, long runs of digits. */
#ifndef JA_DEID_NUMBERS_H
#define JA_DEID_NUMBERS_H

#include "text.h"

static int is_local(u32 p) { return is_letter(p) || is_digit(p) || p == '.' || p == '_' || p == '%' || p == '+' || p == '-'; }
static int is_domain(u32 p) { return is_letter(p) || is_digit(p) || p == '.' || p == '-'; }

static void mails(struct text *t) {
  for (u32 i = 0; i < t->count; i++) {
    if (plain(t, i) != '@') continue;
    u32 from = i, to = i + 1;
    while (from > 0 && is_local(plain(t, from - 1))) from--;
    while (is_domain(plain(t, to))) to++;
    if (from < i && to > i + 1) cover(t, from, to, MAIL);
  }
}

/* So many digits, most at least one; gives the end, or i where there are none. */
static u32 digits(const struct text *t, u32 i, u32 most) {
  u32 end = i;
  while (end - i < most && is_digit(plain(t, end))) end++;
  return is_digit(plain(t, end)) ? i : end;
}

static const char *const ERAS[] = {"明治", "大正", "昭和", "平成", "令和", "㍾", "㍽", "㍼", "㍻", "㋿", 0};

/* 明 大 昭 平 令 and the eras in one square. */
static int may_be_era(u32 p) {
  return p == 0x660e || p == 0x5927 || p == 0x662d || p == 0x5e73 || p == 0x4ee4 || p >> 8 == 0x33 || p == 0x32ff;
}

/* The end of a date that begins at i, or i. */
static u32 date(const struct text *t, u32 i) {
  u32 era = may_be_era(at(t, i)) ? is_one_of(t, i, ERAS) : 0, at_year = i + era, year;
  u32 letter = plain(t, i);
  int is_short = !era && (letter == 'M' || letter == 'T' || letter == 'S' || letter == 'H' || letter == 'R') &&
                 !(i > 0 && is_letter(plain(t, i - 1)));
  if (is_short) at_year = i + 1;
  int is_era = era || is_short;
  if (!is_era && i > 0 && is_digit(plain(t, i - 1))) return i;
  if (is_era && is_word(t, at_year, "元")) year = at_year + 1;
  else year = digits(t, at_year, is_era ? 2 : 4);
  if (year == at_year) return i;
  u32 mark = plain(t, year);
  u32 end = i, month, day;
  if (at(t, year) == 0x5e74 /* 年 */) {
    u32 long_year = is_era || year - at_year == 4;
    if (long_year) end = year + 1;
    if (is_word(t, year + 1, "度")) return end ? end + 1 : i;
    month = digits(t, year + 1, 2);
    if (month == year + 1 || at(t, month) != 0x6708 /* 月 */) return end;
    end = month + 1;
    day = digits(t, month + 1, 2);
    if (day != month + 1 && at(t, day) == 0x65e5 /* 日 */) end = day + 1;
    return end;
  }
  if (!is_era && year - at_year <= 2 && at(t, year) == 0x6708) { /* 5月1日 */
    day = digits(t, year + 1, 2);
    return day != year + 1 && at(t, day) == 0x65e5 ? day + 1 : i;
  }
  if (mark != '-' && mark != '/' && mark != '.') return i;
  if (!is_era && year - at_year != 4) return i;
  month = digits(t, year + 1, 2);
  if (month == year + 1) return i;
  if (plain(t, month) != mark) return is_era || mark == '.' || mark == '-' ? i : month;
  day = digits(t, month + 1, 2);
  return day == month + 1 ? i : day;
}

static void dates(struct text *t, enum mask mask) {
  for (u32 i = 0; i < t->count; i++) {
    u32 end = date(t, i);
    if (end <= i) continue;
    cover(t, i, end, mask);
    i = end - 1;
  }
}

/* Digits with hyphens, brackets or blanks between them, as telephone numbers are written. */
static u32 grouped(const struct text *t, u32 i, u32 *count, u32 *groups) {
  u32 end = i;
  *count = 0;
  *groups = 0;
  while (1) {
    u32 from = end;
    while (is_digit(plain(t, end))) end++;
    if (end == from) break;
    *count += end - from;
    ++*groups;
    u32 next = plain(t, end);
    if ((next == '-' || next == '(' || next == ')') && is_digit(plain(t, end + 1))) end++;
    else break;
  }
  return end;
}

static void numbers(struct text *t) {
  for (u32 i = 0; i < t->count; i++) {
    if (!is_digit(plain(t, i)) || (i > 0 && is_digit(plain(t, i - 1)))) continue;
    u32 count, groups, from = i, end = grouped(t, i, &count, &groups);
    u32 first = digits(t, i, 99) - i;
    int is_phone = plain(t, i) == '0' && (count == 10 || count == 11);
    int is_postal = groups == 2 && first == 3 && count == 7;
    if (is_phone) {
      if (from > 0 && plain(t, from - 1) == '(') from--;
      cover(t, from, end, PHONE);
    } else if (is_postal) {
      if (from > 0 && at(t, from - 1) == 0x3012 /* 〒 */) from--;
      cover(t, from, end, POSTAL);
    } else if ((groups == 1 && count >= 6) || count >= 8) {
      cover(t, i, end, NUMBER);
    } else {
      /* A long run may stand behind short ones: 12-1234567. */
      end = i + first;
    }
    if (end > i) i = end - 1;
  }
}

#endif
