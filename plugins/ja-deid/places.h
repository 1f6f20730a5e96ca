/* Addresses: a prefecture and what follows it, or a municipality with a block number. */
#ifndef JA_DEID_PLACES_H
#define JA_DEID_PLACES_H

#include "numbers.h"

static const char *const PREFECTURES[] = {
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
    "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
    "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
    "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県", 0};

/* 都 道 府 県 */
static int ends_prefecture(u32 p) { return p == 0x90fd || p == 0x9053 || p == 0x5e9c || p == 0x770c; }

static int is_place(u32 p) { return is_kanji(p) || is_katakana(p) || is_hiragana(p); }

/* Behind at most so many letters of a name, one of 市 区 町 村 郡: the end, or i. */
static u32 municipality(const struct text *t, u32 i) {
  for (u32 k = i; k < i + 8 && is_place(at(t, k)); k++) {
    u32 p = at(t, k);
    if (k > i && (p == 0x5e02 || p == 0x533a || p == 0x753a || p == 0x6751 || p == 0x90e1)) return k + 1;
  }
  return i;
}

static int is_number(const struct text *t, u32 i) {
  switch (at(t, i)) { /* 一 to 十 */
  case 0x4e00: case 0x4e8c: case 0x4e09: case 0x56db: case 0x4e94:
  case 0x516d: case 0x4e03: case 0x516b: case 0x4e5d: case 0x5341:
    return 1;
  default:
    return is_digit(plain(t, i));
  }
}

static const char *const BLOCKS[] = {"丁目", "番地", "番", "号", 0};

/* Numbers of a block and what they are called: 5丁目1番1号, 5-1-1, 六丁目. The end, or i. */
static u32 block(const struct text *t, u32 i) {
  u32 end = i;
  while (1) {
    u32 k = end;
    while (is_number(t, k)) k++;
    if (k == end) return end;
    u32 word = is_one_of(t, k, BLOCKS);
    if (word) {
      end = k + word;
      if (is_word(t, end, "の") && is_number(t, end + 1)) end++;
    } else if (plain(t, k) == '-' && is_number(t, k + 1)) {
      end = k + 1;
    } else {
      /* A bare number ends an address only behind another one. */
      return end > i ? k : i;
    }
  }
}

/* A town's name and its block: 築地5-1-1. The end, or i. */
static u32 town(const struct text *t, u32 i) {
  for (u32 k = i; k < i + 12; k++) {
    if (is_number(t, k)) {
      u32 end = block(t, k);
      if (end > k) return end;
    }
    if (!is_place(at(t, k))) return i;
  }
  return i;
}

static void addresses(struct text *t) {
  for (u32 i = 0; i < t->count; i++) {
    if (!is_kanji(at(t, i))) continue;
    int may_be = ends_prefecture(at(t, i + 2)) || ends_prefecture(at(t, i + 3));
    u32 prefecture = may_be ? is_one_of(t, i, PREFECTURES) : 0;
    int starts = !prefecture && !(i > 0 && is_kanji(at(t, i - 1)));
    if (!prefecture && !starts) continue;
    u32 end = i + prefecture, next;
    for (u32 k = 0; k < 3 && (next = municipality(t, end)) > end; k++) {
      /* 新宿区町… : a second municipality only where the first one was a 郡 or a 市. */
      u32 last = k > 0 ? at(t, end - 1) : 0;
      if (k > 0 && last != 0x90e1 && last != 0x5e02) break;
      if (k > 0 && last == 0x5e02 && at(t, next - 1) != 0x533a) break;
      end = next;
    }
    int has_municipality = end > i + prefecture;
    u32 whole = town(t, end);
    if (prefecture ? has_municipality : has_municipality && whole > end) {
      if (whole > end) end = whole;
      cover(t, i, end, ADDRESS);
      i = end - 1;
    }
  }
}

#endif
