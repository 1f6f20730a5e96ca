/* cut AT HOW REPORT -- COMMAND...: runs COMMAND and ends all of it with SIGKILL at its AT-th change of a
 * file, from outside. AT 0: never. HOW `before`: the change does not happen; `torn`: of a write the
 * first half happens. Every change is a line of REPORT: its number, its system call, its file.
 *
 * The kernel tells of each listed call before it is made (seccomp, ptrace), whoever makes it: the
 * standard library, SQLite, or assembly. Pipes, sockets and memory are no files.
 *
 * Ends with what COMMAND ended with, 137 if it was killed, 125 if it could not be watched. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum shape { FD, WRITE, PATH, PATH_AT, OPEN, OPEN_AT };

struct call {
  long number;
  const char *name;
  enum shape shape;
};

static const struct call CALLS[] = {
    {SYS_write, "write", WRITE},
    {SYS_pwrite64, "pwrite", WRITE},
    {SYS_writev, "writev", FD},
    {SYS_pwritev, "pwritev", FD},
    {SYS_pwritev2, "pwritev2", FD},
    {SYS_copy_file_range, "copy_file_range", FD},
    {SYS_sendfile, "sendfile", FD},
    {SYS_fsync, "fsync", FD},
    {SYS_fdatasync, "fdatasync", FD},
    {SYS_sync_file_range, "sync_file_range", FD},
    {SYS_syncfs, "syncfs", FD},
    {SYS_ftruncate, "ftruncate", FD},
    {SYS_fallocate, "fallocate", FD},
    {SYS_fchmod, "fchmod", FD},
    {SYS_fchown, "fchown", FD},
    {SYS_truncate, "truncate", PATH},
    {SYS_openat, "openat", OPEN_AT},
    {SYS_mkdirat, "mkdirat", PATH_AT},
    {SYS_unlinkat, "unlinkat", PATH_AT},
    {SYS_renameat2, "renameat2", PATH_AT},
    {SYS_linkat, "linkat", PATH_AT},
    {SYS_symlinkat, "symlinkat", PATH},
    {SYS_fchmodat, "fchmodat", PATH_AT},
    {SYS_fchownat, "fchownat", PATH_AT},
    {SYS_utimensat, "utimensat", PATH_AT},
#ifdef SYS_renameat
    {SYS_renameat, "renameat", PATH_AT},
#endif
#ifdef SYS_open
    {SYS_open, "open", OPEN},
    {SYS_creat, "creat", PATH},
    {SYS_mkdir, "mkdir", PATH},
    {SYS_rmdir, "rmdir", PATH},
    {SYS_unlink, "unlink", PATH},
    {SYS_rename, "rename", PATH},
    {SYS_link, "link", PATH},
    {SYS_symlink, "symlink", PATH},
    {SYS_chmod, "chmod", PATH},
    {SYS_chown, "chown", PATH},
#endif
};
#define COUNT (sizeof CALLS / sizeof CALLS[0])

static FILE *report;
static unsigned long at, reached;
static int torn;

static void fail(const char *what) {
  fprintf(stderr, "cut: %s: %s\n", what, strerror(errno));
  exit(125);
}

/* In the child: from now on the listed calls stop it and tell its parent. */
static void listen_in(void) {
  struct sock_filter program[2 * COUNT + 2];
  size_t n = 0;
  program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (size_t i = 0; i < COUNT; i++) {
    program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)CALLS[i].number, 0, 1);
    program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  }
  program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog all = {.len = (unsigned short)n, .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("no new privileges");
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all)) fail("seccomp");
}

static void path_of(pid_t pid, unsigned long address, char *into, size_t size) {
  struct iovec here = {into, size - 1};
  /* A page at most, so that the end of memory behind a short name is no error. */
  size_t left = 4096 - (address & 4095);
  struct iovec there = {(void *)address, left < size - 1 ? left : size - 1};
  ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);
  into[got < 0 ? 0 : got] = 0;
}

static int file_of(pid_t pid, unsigned long fd, char *into, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, (int)fd);
  ssize_t got = readlink(link, into, size - 1);
  into[got < 0 ? 0 : got] = 0;
  if (into[0] != '/' || !strncmp(into, "/memfd:", 7) || !strncmp(into, "/proc/", 6)) return 0;
  return strncmp(into, "/dev/", 5) || !strncmp(into, "/dev/shm/", 9);
}

/* Whether this call changes a file, and which. */
static int changes(pid_t pid, const struct call *call, const unsigned long *args, char *file, size_t size) {
  const int making = O_CREAT | O_TRUNC;
  switch (call->shape) {
    case FD:
    case WRITE: return file_of(pid, args[0], file, size);
    case PATH: path_of(pid, args[0], file, size); return 1;
    case PATH_AT: path_of(pid, args[1], file, size); return 1;
    case OPEN: path_of(pid, args[0], file, size); return (args[1] & making) != 0;
    case OPEN_AT: path_of(pid, args[1], file, size); return (args[2] & making) != 0;
  }
  return 0;
}

/* Of what is about to be written, the first half. 0: there are no halves. */
static int halve(pid_t pid, unsigned long length) {
  if (length < 2) return 0;
  struct user_regs_struct regs;
  struct iovec all = {&regs, sizeof regs};
  if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all)) fail("registers");
#if defined(__x86_64__)
  regs.rdx = length / 2;
#elif defined(__aarch64__)
  regs.regs[2] = length / 2;
#else
  return 0;
#endif
  if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all)) fail("registers");
  return 1;
}

/* A stop at a listed call. 1: let it happen, then kill. */
static int at_call(pid_t pid, pid_t whole) {
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) < 0) return 0;
  unsigned long args[6];
  for (size_t i = 0; i < 6; i++) args[i] = info.seccomp.args[i];
  const struct call *call = NULL;
  for (size_t i = 0; i < COUNT; i++)
    if (CALLS[i].number == (long)info.seccomp.nr) call = &CALLS[i];
  char file[4096];
  if (!call || !changes(pid, call, args, file, sizeof file)) return 0;
  reached++;
  fprintf(report, "%lu %s %s\n", reached, call->name, file);
  if (at == 0 || reached != at) return 0;
  if (torn && call->shape == WRITE && halve(pid, args[2])) return 1;
  kill(whole, SIGKILL);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 6) return 125;
  at = strtoul(argv[1], NULL, 10);
  torn = !strcmp(argv[2], "torn");
  report = fopen(argv[3], "we");
  if (!report) fail(argv[3]);
  pid_t whole = fork();
  if (whole < 0) fail("fork");
  if (whole == 0) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0)) fail("ptrace");
    raise(SIGSTOP);
    listen_in();
    execvp(argv[5], argv + 5);
    fail(argv[5]);
  }
  int status;
  if (waitpid(whole, &status, 0) < 0 || !WIFSTOPPED(status)) fail("the child does not stop");
  long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                 PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, whole, 0, options)) fail("options");
  ptrace(PTRACE_CONT, whole, 0, 0);

  int ended = 0;
  for (;;) {
    pid_t pid = waitpid(-1, &status, __WALL);
    if (pid < 0) break;
    if (!WIFSTOPPED(status)) {
      if (pid == whole) ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    int signal = WSTOPSIG(status), event = status >> 16;
    if (event == PTRACE_EVENT_SECCOMP) {
      ptrace(at_call(pid, whole) ? PTRACE_SYSCALL : PTRACE_CONT, pid, 0, 0);
    } else if (signal == (SIGTRAP | 0x80)) {
      kill(whole, SIGKILL);
    } else {
      /* New threads begin with a stop of their own. */
      int passed = event || signal == SIGSTOP || signal == SIGTRAP ? 0 : signal;
      ptrace(PTRACE_CONT, pid, 0, passed);
    }
  }
  fclose(report);
  return ended;
}
