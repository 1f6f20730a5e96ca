/* A text as code points, each with the mask that will stand in its place. */
#ifndef JA_DEID_TEXT_H
#define JA_DEID_TEXT_H

#include "abi.h"

enum mask { NONE, KEPT, NAME, PHONE, POSTAL, MAIL, NUMBER, ADDRESS, DATE };

struct text {
  u32 *points;
  /* What each point is masked as; begins[i] is 1 where a masked stretch begins. */
  u8 *mask;
  u8 *begins;
  u32 count;
};

/* UTF-8, or count = -1 where it is none. */
static struct text decode(const u8 *bytes, u32 size) {
  struct text t = {take(size * 4 + 4), take(size + 1), take(size + 1), 0};
  u32 i = 0;
  while (i < size) {
    u32 lead = bytes[i], more, point;
    if (lead < 0x80) more = 0, point = lead;
    else if (lead >= 0xc2 && lead < 0xe0) more = 1, point = lead & 0x1f;
    else if (lead >= 0xe0 && lead < 0xf0) more = 2, point = lead & 0x0f;
    else if (lead >= 0xf0 && lead < 0xf5) more = 3, point = lead & 0x07;
    else { t.count = (u32)-1; return t; }
    if (i + more >= size) { t.count = (u32)-1; return t; }
    for (u32 k = 1; k <= more; k++) {
      if ((bytes[i + k] & 0xc0) != 0x80) { t.count = (u32)-1; return t; }
      point = point << 6 | (bytes[i + k] & 0x3f);
    }
    i += more + 1;
    t.points[t.count] = point;
    t.mask[t.count] = NONE;
    t.begins[t.count] = 0;
    t.count++;
  }
  t.points[t.count] = 0;
  return t;
}

static void write_point(struct writer *w, u32 p) {
  if (p < 0x80) {
    write_byte(w, (u8)p);
  } else if (p < 0x800) {
    write_byte(w, (u8)(0xc0 | p >> 6));
    write_byte(w, (u8)(0x80 | (p & 0x3f)));
  } else if (p < 0x10000) {
    write_byte(w, (u8)(0xe0 | p >> 12));
    write_byte(w, (u8)(0x80 | (p >> 6 & 0x3f)));
    write_byte(w, (u8)(0x80 | (p & 0x3f)));
  } else {
    write_byte(w, (u8)(0xf0 | p >> 18));
    write_byte(w, (u8)(0x80 | (p >> 12 & 0x3f)));
    write_byte(w, (u8)(0x80 | (p >> 6 & 0x3f)));
    write_byte(w, (u8)(0x80 | (p & 0x3f)));
  }
}

/* Past the end there is nothing: 0. */
static u32 at(const struct text *t, u32 i) { return i < t->count ? t->points[i] : 0; }

/* Half width for full-width ASCII, one hyphen for every hyphen. */
static u32 plain(const struct text *t, u32 i) {
  u32 p = at(t, i);
  if (p >= 0xff01 && p <= 0xff5e) p -= 0xfee0;
  if (p == 0x2010 || p == 0x2011 || p == 0x2012 || p == 0x2013 || p == 0x2212 || p == 0x30fc) p = '-';
  return p;
}

static int is_digit(u32 p) { return p >= '0' && p <= '9'; }
static int is_letter(u32 p) { return (p >= 'a' && p <= 'z') || (p >= 'A' && p <= 'Z'); }
static int is_kanji(u32 p) {
  return (p >= 0x4e00 && p <= 0x9fff) || (p >= 0x3400 && p <= 0x4dbf) || (p >= 0x20000 && p <= 0x3ffff) ||
         (p >= 0xf900 && p <= 0xfaff) || p == 0x3005 || p == 0x3006 || p == 0x30f6;
}
static int is_katakana(u32 p) { return (p >= 0x30a1 && p <= 0x30fa) || p == 0x30fc || (p >= 0xff66 && p <= 0xff9f); }
static int is_hiragana(u32 p) { return p >= 0x3041 && p <= 0x309f; }
static int is_blank(u32 p) { return p == ' ' || p == 0x3000; }

/* How many points of the text at i this word is, or 0. */
static u32 is_word(const struct text *t, u32 i, const char *word) {
  u32 from = i;
  for (const u8 *w = (const u8 *)word; *w;) {
    u32 more = *w < 0x80 ? 0 : *w < 0xe0 ? 1 : *w < 0xf0 ? 2 : 3;
    u32 point = more == 0 ? *w : more == 1 ? *w & 0x1fu : more == 2 ? *w & 0x0fu : *w & 0x07u;
    for (u32 k = 1; k <= more; k++)
      point = point << 6 | (w[k] & 0x3f);
    if (at(t, i) != point) return 0;
    w += more + 1;
    i++;
  }
  return i - from;
}

/* The first of these words that stands at i, as its length; 0 for none. */
static u32 is_one_of(const struct text *t, u32 i, const char *const *words) {
  for (; *words; words++) {
    u32 n = is_word(t, i, *words);
    if (n) return n;
  }
  return 0;
}

/* From..to becomes one masked stretch, if nothing of it is spoken for. */
static void cover(struct text *t, u32 from, u32 to, enum mask mask) {
  for (u32 i = from; i < to; i++)
    if (t->mask[i] != NONE) return;
  for (u32 i = from; i < to; i++)
    t->mask[i] = (u8)mask;
  if (from < to) t->begins[from] = 1;
}

#endif
