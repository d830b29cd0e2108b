// Each function of GDAL is a jump through its slot; see jumps_linux_amd64.S. x16 is the register that the procedure call standard
// leaves to such jumps.

#define X(name) \
	.text; \
	.globl name; \
	.type name, %function; \
name: \
	adrp x16, slot_##name; \
	ldr x16, [x16, #:lo12:slot_##name]; \
	br x16; \
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

	.section .note.GNU-stack, "", %progbits
