/* The canonical ABI of world `plugin` (plugins/wit/transform.wit) by hand, for freestanding C.
 *
 * Include it in one file and write `apply`. Memory is only ever taken: every batch is asked of a
 * new instance, so nothing has to be given back. */
#ifndef SEKISHO_ABI_H
#define SEKISHO_ABI_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

/* Row i is data[offsets[i]..offsets[i+1]], absent where valid[i] is 0. */
struct column {
  u32 *offsets;
  u32 offsets_len;
  u8 *data;
  u32 data_len;
  u8 *valid;
  u32 rows;
};

enum fault { UNDECIDED = 0, NO_SUCH_FUNCTION = 1, MALFORMED = 2 };

/* result<column, fault> */
struct answer {
  u32 is_fault;
  union {
    struct column column;
    u8 fault;
  } is;
};

/* A line of what a plugin says of itself, as a policy declares it; kept in the component's custom
 * section `sekisho.plugin` (see docs/plugins.md). */
#define SEKISHO_SAYS(...) SEKISHO_LINE(#__VA_ARGS__)
#define SEKISHO_LINE(text)                                                     \
  __asm__(".section .custom_section.sekisho.plugin,\"\",@\n\t.ascii " SEKISHO_QUOTED(text) "\n\t.ascii \"\\n\"\n")
#define SEKISHO_QUOTED(text) #text

extern u8 __heap_base;
static u32 heap_top;

/* Takes memory; traps where there is no more. */
static void *take(u32 size) {
  u32 at = heap_top ? heap_top : (u32)&__heap_base;
  at = (at + 7u) & ~7u;
  u32 end = at + size;
  u32 have = (u32)__builtin_wasm_memory_size(0) << 16;
  if (end < at)
    __builtin_trap();
  if (end > have) {
    u32 pages = (end - have + 65535u) >> 16;
    if (__builtin_wasm_memory_grow(0, pages) == (__SIZE_TYPE__)-1)
      __builtin_trap();
  }
  heap_top = end;
  return (void *)at;
}

__attribute__((export_name("cabi_realloc"))) void *
cabi_realloc(void *old, u32 old_size, u32 align, u32 size) {
  (void)align;
  u8 *new = take(size);
  for (u32 i = 0; old && i < old_size && i < size; i++)
    new[i] = ((u8 *)old)[i];
  return new;
}

/* An answer on its way: rows are written one after the other. */
struct writer {
  struct column column;
  u32 room;
  u32 row;
};

static struct writer write_rows(u32 rows, u32 bytes_expected) {
  struct writer w;
  w.column.offsets = take((rows + 1) * 4);
  w.column.offsets_len = rows + 1;
  w.column.offsets[0] = 0;
  w.column.valid = take(rows);
  w.column.rows = rows;
  w.room = bytes_expected + 64;
  w.column.data = take(w.room);
  w.column.data_len = 0;
  w.row = 0;
  return w;
}

static inline void write_byte(struct writer *w, u8 byte) {
  if (w->column.data_len == w->room) {
    u8 *wider = take(w->room * 2);
    for (u32 i = 0; i < w->room; i++)
      wider[i] = w->column.data[i];
    w->column.data = wider;
    w->room *= 2;
  }
  w->column.data[w->column.data_len++] = byte;
}

static inline void write_text(struct writer *w, const char *text) {
  while (*text)
    write_byte(w, (u8)*text++);
}

static void end_row(struct writer *w, int is_valid) {
  w->column.valid[w->row++] = is_valid != 0;
  w->column.offsets[w->row] = w->column.data_len;
}

static struct answer *answered(struct writer *w) {
  struct answer *answer = take(sizeof *answer);
  answer->is_fault = 0;
  answer->is.column = w->column;
  return answer;
}

static inline struct answer *faulted(enum fault fault) {
  struct answer *answer = take(sizeof *answer);
  answer->is_fault = 1;
  answer->is.fault = (u8)fault;
  return answer;
}

/* The bytes of a row, and how many. */
static inline const u8 *row_of(const struct column *c, u32 row, u32 *size) {
  *size = c->offsets[row + 1] - c->offsets[row];
  return c->data + c->offsets[row];
}

/* World `plugin`: the plugin writes it. */
__attribute__((export_name("apply"))) struct answer *
apply(u32 function, const struct column *columns, u32 count);

#endif
