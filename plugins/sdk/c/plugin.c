/* hide_digits(text): every digit becomes #. */
#include "abi.h"

SEKISHO_SAYS(plugin my_plugin 0.1);
SEKISHO_SAYS(label ja "数字を隠す" en "Hides digits");
SEKISHO_SAYS(function hide_digits(text: Text) -> Text deterministic leaves cleaned);
SEKISHO_SAYS(capabilities none);
SEKISHO_SAYS(fuel 5 million);
SEKISHO_SAYS(memory 8 MiB);

struct answer *apply(u32 function, const struct column *columns, u32 count) {
  if (function != 0) return faulted(NO_SUCH_FUNCTION);
  if (count != 1) return faulted(MALFORMED);
  struct writer w = write_rows(columns->rows, columns->data_len);
  for (u32 row = 0; row < columns->rows; row++) {
    u32 size;
    const u8 *bytes = row_of(columns, row, &size);
    for (u32 i = 0; i < size; i++)
      write_byte(&w, bytes[i] >= '0' && bytes[i] <= '9' ? '#' : bytes[i]);
    end_row(&w, columns->valid[row]);
  }
  return answered(&w);
}
