/* Names: what stands before 様, さん, 氏, 先生, 医師, 殿. */
#ifndef JA_DEID_NAMES_H
#define JA_DEID_NAMES_H

#include "text.h"

struct title {
  const char *word;
  /* What behind it makes another word of it: 様子, 氏名, 殿部, 医師会. */
  const char *const *not_before;
};

static const char *const AFTER_SAMA[] = {"子", "式", "相", "々", "態", "変", 0};
static const char *const AFTER_SHI[] = {"名", 0};
static const char *const AFTER_DONO[] = {"部", 0};
static const char *const AFTER_ISHI[] = {"会", "法", "免", 0};
static const char *const NOTHING[] = {0};
static const struct title TITLES[] = {
    {"様", AFTER_SAMA}, {"さま", NOTHING}, {"さん", NOTHING}, {"氏", AFTER_SHI},
    {"先生", NOTHING},  {"医師", AFTER_ISHI}, {"殿", AFTER_DONO}, {0, 0}};

/* Whole words before a title that name nobody. */
static const char *const NOBODY[] = {
    "患者", "皆", "奥", "娘", "息子", "子", "孫", "父", "母", "兄", "姉", "弟", "妹", "祖父", "祖母", "叔父", "叔母",
    "家族", "旦那", "嫁", "両親", "医者", "看護師", "薬剤師", "助産師", "主治医", "担当医", "主治", "担当", "当直", "研修",
    "専門", "指導", "同", "多", "仕", "模", "異", "一", "有", "文", "両", "各", "某", "外科", "内科", "放射線科", "呼吸器内科",
    "呼吸器外科", "腫瘍内科", "女性", "男性", "受診", "紹介", "執刀", "病理", "本人", 0};

static int is_name_point(u32 p) { return is_kanji(p) || is_katakana(p) || p == 0x30fb; }

/* So many points of a name right before `end`, at most. */
static u32 back(const struct text *t, u32 end, u32 most) {
  u32 n = 0;
  while (n < most && n < end && is_name_point(at(t, end - n - 1)) && t->mask[end - n - 1] == NONE) n++;
  return n;
}

static int is_nobody(const struct text *t, u32 from, u32 to) {
  for (const char *const *word = NOBODY; *word; word++)
    if (is_word(t, from, *word) == to - from) return 1;
  return 0;
}

/* The first letters of the titles. */
static int may_be_title(u32 p) {
  return p == 0x69d8 || p == 0x3055 || p == 0x6c0f || p == 0x5148 || p == 0x533b || p == 0x6bbf;
}

static void names(struct text *t) {
  for (u32 i = 1; i < t->count; i++) {
    if (!may_be_title(at(t, i))) continue;
    const struct title *title = TITLES;
    u32 size = 0;
    while (title->word && !(size = is_word(t, i, title->word))) title++;
    if (!size || is_one_of(t, i + size, title->not_before)) continue;
    u32 end = i;
    if (is_blank(at(t, end - 1))) end--;
    u32 n = back(t, end, 12), from = end - n;
    if (n == 0 || is_nobody(t, from, end)) continue;
    /* 山田 花子 様: the family's name before a blank. */
    if (n <= 4 && from > 1 && is_blank(at(t, from - 1))) {
      u32 family = back(t, from - 1, 6);
      if (family > 0 && family <= 5 && !is_nobody(t, from - 1 - family, from - 1)) from -= family + 1;
    }
    cover(t, from, end, NAME);
    i += size - 1;
  }
}

#endif
