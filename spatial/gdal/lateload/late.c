//go:build linux && (amd64 || arm64)

#include "late.h"

#include <dlfcn.h>
#include <gdal_version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

// The library of GDAL 3.n is libgdal.so.(26 + n), from 3.0 on: the one whose headers this was compiled with.
#if GDAL_VERSION_MAJOR != 3
#error "lateload knows the library names of GDAL 3"
#endif

static const char *const names[] = {
#define X(name) #name,
#include "symbols.h"
#undef X
};

enum { COUNT = sizeof names / sizeof *names };

extern void *lateload_slots[COUNT] __attribute__((visibility("hidden")));

// lateload_unloaded stands for every function before the library is there.
__attribute__((visibility("hidden"))) void lateload_unloaded(void) {
	fputs("qingshan: GDAL was called before it was loaded; this is a defect of the program\n", stderr);
	abort();
}

static int nothing(void) { return 0; }

// Before Go's init functions run, the binding's calls to register all drivers are made to do nothing.
__attribute__((constructor)) static void hold_back(void) {
	for (int i = 0; i < COUNT; i++)
		if (strcmp(names[i], "GDALAllRegister") == 0 || strcmp(names[i], "OGRRegisterAll") == 0)
			lateload_slots[i] = nothing;
}

static void *handle;

const char *lateload_open(void) {
	static char wrong[512];
	char library[32];
	snprintf(library, sizeof library, "libgdal.so.%d", 26 + GDAL_VERSION_MINOR);
	handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
	if (handle == NULL) {
		snprintf(wrong, sizeof wrong, "%s", dlerror());
		return wrong;
	}
	for (int i = 0; i < COUNT; i++) {
		void *f = dlsym(handle, names[i]);
		if (f == NULL) {
			snprintf(wrong, sizeof wrong, "%s has no function %s", library, names[i]);
			return wrong;
		}
		lateload_slots[i] = f;
	}
	return NULL;
}

void *lateload_find(const char *name) { return dlsym(handle, name); }

int lateload_call(const char *name) {
	void (*f)(void) = dlsym(handle, name);
	if (f == NULL)
		return 0;
	f();
	return 1;
}
