.DEFAULT_GOAL := all
# Builds Undergo: the compiler (build/bin/undergo), the runtime (build/libundergo.a), their tests.
#
#   make                      everything
#   make test [T=room/name]   the tests, or those whose name starts with T
#   make stress [T=name]      the programs of test/, examples/ and the Go tree's test/ under the runtime's stress modes
#   make check                format, dependency rules between rooms, hidden symbols
#   make bench                programs beside gc
#   make tour                 a handful of the examples, with what they print
#   make fuzz F=room [S=secs] a room's fuzz target under libFuzzer with sanitizers, from the Go tree's files if they are here
#   make VARIANT=asan …       dev (default), release, asan, ubsan; each variant has its own directory
#   make format               applies .clang-format
#
# Sources are found by wildcard, a room is a folder: there is no list to keep except the order
# of the rooms, which is the order in which they may depend on each other.

MAKEFLAGS += -j2 --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
.SUFFIXES:

VARIANT ?= dev
B := $(if $(filter dev,$(VARIANT)),build,build/$(VARIANT))

CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
AR := ar
WARN := -Wall -Wextra -Wshadow -Wswitch -Wimplicit-fallthrough -Wmissing-prototypes -Wvla -Wundef $(if $(WERROR),-Werror)
OPT_dev := -O2 -g
OPT_release := -O2 -g -DNDEBUG
OPT_asan := -O1 -g -fsanitize=address -fno-omit-frame-pointer
OPT_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=nonnull-attribute -fno-sanitize-recover=undefined -DFUZZER
OPT_ubsan := -O1 -g -fsanitize=undefined -fno-sanitize-recover=undefined
OPT := $(OPT_$(VARIANT))
$(if $(OPT),,$(error VARIANT=$(VARIANT) is not one of dev, release, asan, ubsan, fuzz))

# ---- The compiler
ROOMS := base num diag syntax types ir lower opt cgen asm mod load build cmd
CFLAGS := -std=gnu17 $(OPT) $(WARN) -Isrc -Iinclude -D_GNU_SOURCE
LDLIBS := -lmpfr -lgmp -ldw -lelf -lcrypto -lcurl -lz -lpthread -lm

# $(call room_objs,room): the objects of src/room
room_objs = $(patsubst %.c,$(B)/obj/%.o,$(sort $(wildcard src/$(1)/*.c)))
SRC_OBJS := $(foreach r,$(ROOMS),$(call room_objs,$(r)))

# ---- The runtime. What each flag is for stands in src/build/ccflags.def, which generated code shares.
# Line tables alone, as generated code has, since every program carries them; RT_DEBUG=-g for variables in gdb.
RT_DEBUG ?= -g1 -gno-column-info
RT_CFLAGS := -O2 $(RT_DEBUG) -std=gnu17 -fsplit-stack -maccumulate-outgoing-args -mno-red-zone -fno-omit-frame-pointer -fno-strict-aliasing -fwrapv \
	-fno-tree-slp-vectorize -fno-delete-null-pointer-checks -ftls-model=local-exec -fno-pie -ffunction-sections \
	$(WARN) -Iinclude -Iruntime -D_GNU_SOURCE
RT_OBJS := $(patsubst %,$(B)/obj/%.o,$(filter-out runtime/race/%,$(sort $(wildcard runtime/*/*.c runtime/*/*.S))))
RACE_OBJS := $(patsubst %,$(B)/obj/%.o,$(sort $(wildcard runtime/race/*.c))) # linked into programs built with -race only

# ---- The C library: the same sources as position-independent code, of which only the C API can be seen. What a
# C program can't need is left out; the archive is one object with everything else made local, and capi/wrap_amd64.S.
PIC_CFLAGS := $(filter-out -ftls-model=local-exec -fno-pie,$(RT_CFLAGS)) -fPIC -fvisibility=hidden -DUGX_PORTABLE_BARRIER
CAPI_OBJS := $(patsubst %,$(B)/obj/pic/%.o,$(sort $(wildcard runtime/capi/*.c)))
WRAP_OBJ := $(B)/obj/pic/runtime/capi/wrap_amd64.S.o
PIC_OBJS := $(patsubst %,$(B)/obj/pic/%.o,$(filter-out runtime/sched/main.c runtime/race/%,$(sort $(wildcard runtime/*/*.c runtime/*/*.S))))
SOVERSION := 0

$(B)/obj/pic/runtime/%.o: runtime/% Makefile
	@mkdir -p $(@D)
	@echo "PIC $<"
	@$(CC) $(PIC_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/pic/all.a: $(PIC_OBJS)
	@rm -f $@
	@$(AR) rcs $@ $(PIC_OBJS)

$(B)/lib/libundergo.a: $(B)/obj/pic/all.a
	@mkdir -p $(@D)
	@echo "AR $@"
	@ld -r -o $(B)/obj/pic/undergo.o $(CAPI_OBJS) $<
	@objcopy -w --keep-global-symbol='ug_*' --keep-global-symbol='__morestack*' $(B)/obj/pic/undergo.o
	@rm -f $@
	@$(AR) rcs $@ $(B)/obj/pic/undergo.o $(WRAP_OBJ)

$(B)/lib/libundergo.so: $(B)/obj/pic/all.a runtime/capi/exports.map
	@mkdir -p $(@D)
	@echo "LINK $@"
	@$(CC) -shared -o $@.$(SOVERSION) -Wl,-soname,libundergo.so.$(SOVERSION) -Wl,--version-script,runtime/capi/exports.map \
		-Wl,-Bsymbolic -Wl,-z,now -Wl,-z,defs -Wl,--wrap=pthread_create $(CAPI_OBJS) $(WRAP_OBJ) $< -lpthread -lm
	@ln -sf libundergo.so.$(SOVERSION) $@

# ---- make install [prefix=/usr/local] [DESTDIR=…]: the command with its tree in lib/undergo; the C library, its header
# and pkg-config file; man pages.
prefix := /usr/local
libdir = $(prefix)/lib
mandir = $(prefix)/share/man
VERSION := $(shell sed -n 's/^\#define UG_VERSION "\(.*\)"/\1/p' include/undergo.h)
.PHONY: install
install: all clib
	install -d $(DESTDIR)$(prefix)/bin $(DESTDIR)$(prefix)/include $(DESTDIR)$(libdir)/pkgconfig
	install -d $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man3 $(DESTDIR)$(mandir)/man7
	rm -rf $(DESTDIR)$(prefix)/lib/undergo
	install -d $(DESTDIR)$(prefix)/lib/undergo/include
	cp -R lib $(DESTDIR)$(prefix)/lib/undergo/
	cp -R include/undergo $(DESTDIR)$(prefix)/lib/undergo/include/
	install -m 644 $(B)/libundergo.a $(B)/ug_begin.o $(B)/ug_end.o $(B)/ug_race.o $(DESTDIR)$(prefix)/lib/undergo/
	install -m 755 $(B)/bin/undergo $(DESTDIR)$(prefix)/bin/
	install -m 644 include/undergo.h $(DESTDIR)$(prefix)/include/
	install -m 644 $(B)/lib/libundergo.a $(DESTDIR)$(libdir)/
	install -m 755 $(B)/lib/libundergo.so.$(SOVERSION) $(DESTDIR)$(libdir)/
	ln -sf libundergo.so.$(SOVERSION) $(DESTDIR)$(libdir)/libundergo.so
	sed 's|@prefix@|$(prefix)|;s|@libdir@|$(libdir)|;s|@version@|$(VERSION)|' undergo.pc.in >$(DESTDIR)$(libdir)/pkgconfig/undergo.pc
	install -m 644 doc/man/*.1 $(DESTDIR)$(mandir)/man1/
	install -m 644 doc/man/*.3 $(DESTDIR)$(mandir)/man3/
	install -m 644 doc/man/*.7 $(DESTDIR)$(mandir)/man7/
	tools/manlinks doc/man $(DESTDIR)$(mandir)/man3
	install -d $(DESTDIR)$(prefix)/lib/undergo/gobin
	ln -sf ../../../bin/undergo $(DESTDIR)$(prefix)/lib/undergo/gobin/go
	install -D -m 644 doc/completion/undergo.bash $(DESTDIR)$(prefix)/share/bash-completion/completions/undergo
	install -D -m 644 doc/completion/_undergo $(DESTDIR)$(prefix)/share/zsh/site-functions/_undergo
	install -D -m 644 doc/completion/undergo.fish $(DESTDIR)$(prefix)/share/fish/vendor_completions.d/undergo.fish

# ---- Unit tests: test/unit/<room>/<file>_test.c is one program, linked with its room and those below.
UNIT_SRCS := $(sort $(wildcard test/unit/*/*_test.c))
UNIT_BINS := $(patsubst test/unit/%.c,$(B)/test/%,$(UNIT_SRCS))
TOOL_NAMES := runtests gotest bench
TOOL_TOP_bench := base
TOOL_TOP_runtests := mod
TOOL_TOP_gotest := load
TOOLS := $(TOOL_NAMES:%=$(B)/bin/%)
TOOL_OBJS := $(patsubst %.c,$(B)/obj/%.o,$(wildcard tools/*/*.c))

.PHONY: all clib test stress check bench tour format clean tools units
all: $(B)/bin/undergo $(B)/libundergo.a $(B)/ug_begin.o $(B)/ug_end.o $(B)/ug_race.o
clib: $(B)/lib/libundergo.a $(B)/lib/libundergo.so
tools: $(TOOLS)
units: $(UNIT_BINS)

$(B)/bin/undergo: $(SRC_OBJS)
	@mkdir -p $(@D)
	@echo "LINK $@"
	@$(CC) $(OPT) -o $@ $(SRC_OBJS) $(LDLIBS) $(LDEXTRA)

$(B)/obj/src/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# Without the mark of split-stack code, for linkers that would act on it (src/build/splitnote.c).
$(B)/libundergo.a: $(RT_OBJS)
	@echo "AR $@"
	@rm -f $@
	@$(AR) rcs $@ $(RT_OBJS)
	@objcopy -R .note.GNU-split-stack $@

$(B)/ug_race.o: $(RACE_OBJS)
	@ld -r -o $@ $^
	@objcopy -R .note.GNU-split-stack $@

# Linked around the objects of emitted code: where goroutines may be preempted.
$(B)/ug_%.o: runtime/stack/bracket/%.S
	@mkdir -p $(@D)
	@$(CC) -c -o $@ $<

$(B)/obj/runtime/%.o: runtime/% Makefile
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(RT_CFLAGS) -MMD -MP -c -o $@ $<

# One archive a room, so that a test needs only the rooms up to its own to compile.
define ROOM_RULE
$(B)/obj/$(1).a: $(call room_objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	@$(AR) rcs $$@ $$(filter-out %/cmd/main.o,$$^)
endef
$(foreach r,$(ROOMS),$(eval $(call ROOM_RULE,$(r))))

# $(call rooms_upto,room): the archives a test of src/room links, highest room first
rooms_upto = $(call reverse,$(call upto,$(1),$(ROOMS)))
upto = $(if $(2),$(firstword $(2)) $(if $(filter $(1),$(firstword $(2))),,$(call upto,$(1),$(wordlist 2,99,$(2)))))
reverse = $(if $(1),$(call reverse,$(wordlist 2,99,$(1))) $(firstword $(1)))
archives = $(patsubst %,$(B)/obj/%.a,$(call rooms_upto,$(1)))

define UNIT_RULE
$(B)/test/$(1)/%: test/unit/$(1)/%.c $(if $(filter $(1),$(ROOMS)),$(call archives,$(1)),$(B)/libundergo.a)
	@mkdir -p $$(@D)
	@echo "TEST $$<"
	@$(if $(filter $(1),$(ROOMS)),$(CC) $(CFLAGS) -MMD -MP -MF $$@.d -o $$@ $$< $(call archives,$(1)) $(LDLIBS),\
		$(CC) $(RT_CFLAGS) -MMD -MP -MF $$@.d -c -o $$@.o $$< && $(CC) -static -no-pie -o $$@ $$@.o $(B)/libundergo.a -lpthread -lm)
endef
UNIT_ROOMS := $(sort $(patsubst test/unit/%/,%,$(dir $(UNIT_SRCS))))
$(foreach r,$(UNIT_ROOMS),$(eval $(call UNIT_RULE,$(r))))

# ---- Users of the C library: test/capi/NAME.c plain with the archive, NAME_split with growing stacks and the shared
# library, NAME_clang; C++; the examples.
CUSER_FLAGS := -O2 -g -Wall -Wextra -Iinclude
SPLIT := -fsplit-stack -DUG_SPLIT_STACK
SHARED := -L$(B)/lib -lundergo -Wl,-z,now -Wl,-rpath,$(abspath $(B)/lib)
CLANG := $(shell command -v clang)
GXX := $(shell command -v g++)
CAPI_TESTS := $(patsubst %.c,%,$(wildcard test/capi/*.c))
CAPI_BINS := $(CAPI_TESTS:%=$(B)/%) $(CAPI_TESTS:%=$(B)/%_split) $(if $(CLANG),$(CAPI_TESTS:%=$(B)/%_clang)) $(if $(GXX),$(B)/test/capi/cxx) \
	$(patsubst %.c,$(B)/%,$(wildcard examples/c/*.c))
.PHONY: cusers
cusers: $(CAPI_BINS)

$(B)/test/capi/%: test/capi/%.c include/undergo.h test/capi/check.h $(B)/lib/libundergo.a
	@mkdir -p $(@D)
	@echo "TEST $<"
	@$(CC) -std=c11 -D_GNU_SOURCE $(CUSER_FLAGS) -o $@ $< $(B)/lib/libundergo.a
$(B)/test/capi/%_split: test/capi/%.c include/undergo.h test/capi/check.h $(B)/lib/libundergo.so
	@mkdir -p $(@D)
	@$(CC) -std=c11 -D_GNU_SOURCE $(CUSER_FLAGS) $(SPLIT) -o $@ $< $(SHARED)
$(B)/test/capi/%_clang: test/capi/%.c include/undergo.h test/capi/check.h $(B)/lib/libundergo.a
	@mkdir -p $(@D)
	@$(CLANG) -std=c11 -D_GNU_SOURCE $(CUSER_FLAGS) $(SPLIT) -o $@ $< $(B)/lib/libundergo.a
$(B)/test/capi/cxx: test/capi/cxx.cc include/undergo.h test/capi/check.h $(B)/lib/libundergo.so
	@mkdir -p $(@D)
	@$(GXX) -std=c++17 $(CUSER_FLAGS) -Wpedantic -o $@ $< $(SHARED)
$(B)/examples/c/%: examples/c/%.c include/undergo.h $(B)/lib/libundergo.a
	@mkdir -p $(@D)
	@$(CC) -std=c11 $(CUSER_FLAGS) $(SPLIT) -o $@ $< $(B)/lib/libundergo.a

# ---- Test programs: tools/NAME/*.c with tools/harness and the rooms up to TOOL_TOP_NAME.
tool_objs = $(patsubst %.c,$(B)/obj/%.o,$(sort $(wildcard tools/$(1)/*.c)))
define TOOL_RULE
$(B)/bin/$(1): $(call tool_objs,$(1)) $(call tool_objs,harness) $(call archives,$(TOOL_TOP_$(1)))
	@mkdir -p $$(@D)
	@echo "LINK $$@"
	@$(CC) $(OPT) -o $$@ $$^ -lpcre2-8 $(LDLIBS)
endef
$(foreach t,$(TOOL_NAMES),$(eval $(call TOOL_RULE,$(t))))

$(B)/obj/tools/%.o: tools/%.c Makefile
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

test: all tools units $(if $(or $(if $(T),,all),$(filter capi% examples/c%,$(T))),cusers)
	@$(B)/bin/runtests -b $(B) $(T)

# Collections at every allocation, in one stop; stacks that grow at every call; concurrent collections without end.
STRESS := -stress UNDERGO=gcstress,verify -stress UNDERGO=smallstack -stress 'GOGC=1 UNDERGO=verify'
stress: all tools
	@$(B)/bin/runtests -b $(B) $(STRESS) $(T)
	@$(B)/bin/gotest -b $(B) $(STRESS) $(T)

# ---- Fuzzing: test/unit/ROOM/fuzz_test.c as libFuzzer's target. What it learns stays in build/fuzz/corpus/ROOM, inputs
# that fail in build/fuzz/.
S ?= 60
FUZZ_SEEDS = $(wildcard $(addprefix $(shell go env GOROOT 2>/dev/null)/,test test/fixedbugs test/typeparam src/internal/types/testdata/check))
.PHONY: fuzz fuzz-target
fuzz:
	@$(MAKE) VARIANT=fuzz CC=clang WARN= fuzz-target
fuzz-target: $(call archives,$(F))
	@mkdir -p $(B)/corpus/$(F)
	@$(CC) $(CFLAGS) -fsanitize=fuzzer -o $(B)/$(F)_fuzz test/unit/$(F)/fuzz_test.c $(call archives,$(F)) $(LDLIBS)
	$(B)/$(F)_fuzz -max_total_time=$(S) -timeout=20 -rss_limit_mb=4096 -artifact_prefix=$(B)/ $(B)/corpus/$(F) test/syntax $(FUZZ_SEEDS)

check: $(B)/libundergo.a $(B)/ug_race.o clib
	@tools/checkformat
	@tools/checkdeps
	@tools/checksyms $(B)/libundergo.a
	@tools/checkbind $(B)/libundergo.a $(B)/ug_race.o
	@tools/checksyms -c $(B)/lib/libundergo.a $(B)/lib/libundergo.so
	@tools/checkcapi
	@tools/checkinstall

bench: all tools
	@$(B)/bin/bench -b $(B) $(BENCH)

tour: all
	@tools/tour -b $(B)

format:
	@clang-format -i $$(git ls-files '*.c')

clean:
	rm -rf build

-include $(SRC_OBJS:.o=.d) $(RT_OBJS:.o=.d) $(RACE_OBJS:.o=.d) $(PIC_OBJS:.o=.d) $(UNIT_BINS:=.d) $(TOOL_OBJS:.o=.d)
