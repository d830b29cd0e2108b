// Each function of GDAL is a jump through its slot. Before Load every slot leads to lateload_unloaded, which ends the program,
// but for the two that the binding calls before main: they lead to lateload_nothing.

#define X(name) \
	.text; \
	.globl name; \
	.type name, @function; \
name: \
	jmp *slot_##name(%rip); \
	.size name, . - name; \
	.section .data.rel.local, "aw"; \
slot_##name: \
	.quad lateload_unloaded;

	.section .data.rel.local, "aw"
	.p2align 3
	.globl lateload_slots
	.hidden lateload_slots
lateload_slots:
#include "symbols.h"

	.section .note.GNU-stack, "", @progbits
