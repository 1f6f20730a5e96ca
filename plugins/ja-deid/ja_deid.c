/* mask(text, keep_dates): Japanese free text with what names people taken out, by rules.
 *
 * It reads shapes, not sense: see README.md for what it finds and what it can't. */
#include "names.h"
#include "places.h"

SEKISHO_SAYS(plugin ja_deid 1.4);
SEKISHO_SAYS(label ja "日本語自由文の固有名詞マスク" en "Japanese free-text name masking");
SEKISHO_SAYS(function mask(text: Text, keep_dates: Bool) -> Text deterministic leaves cleaned);
SEKISHO_SAYS(capabilities none);
SEKISHO_SAYS(fuel 50 million);
SEKISHO_SAYS(memory 64 MiB);

static const char *const TOKENS[] = {
    [NAME] = "［氏名］",     [PHONE] = "［電話番号］", [POSTAL] = "［郵便番号］", [MAIL] = "［メール］",
    [NUMBER] = "［番号］",   [ADDRESS] = "［住所］",   [DATE] = "［日付］",
};

static int is_true(const u8 *bytes, u32 size) { return size == 4 && bytes[0] == 't'; }

static void mask_row(struct writer *w, const u8 *bytes, u32 size, int keep_dates) {
  struct text t = decode(bytes, size);
  if (t.count == (u32)-1) {
    end_row(w, 0);
    return;
  }
  mails(&t);
  dates(&t, keep_dates ? KEPT : DATE);
  addresses(&t);
  numbers(&t);
  names(&t);
  for (u32 i = 0; i < t.count; i++) {
    if (t.mask[i] == NONE || t.mask[i] == KEPT) write_point(w, t.points[i]);
    else if (t.begins[i]) write_text(w, TOKENS[t.mask[i]]);
  }
  end_row(w, 1);
}

struct answer *apply(u32 function, const struct column *columns, u32 count) {
  if (function != 0) return faulted(NO_SUCH_FUNCTION);
  if (count != 2 || columns[0].rows != columns[1].rows) return faulted(MALFORMED);
  const struct column *texts = &columns[0], *keep = &columns[1];
  struct writer w = write_rows(texts->rows, texts->data_len * 2);
  for (u32 row = 0; row < texts->rows; row++) {
    if (!texts->valid[row] || !keep->valid[row]) {
      end_row(&w, 0);
      continue;
    }
    u32 size, said_size;
    const u8 *bytes = row_of(texts, row, &size);
    const u8 *said = row_of(keep, row, &said_size);
    mask_row(&w, bytes, size, is_true(said, said_size));
  }
  return answered(&w);
}
