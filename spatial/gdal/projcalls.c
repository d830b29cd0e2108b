#include "projcalls.h"

#include <math.h>
#include <string.h>

const char *const proj_names[PROJ_COUNT] = {
#define X(name) #name,
	PROJ_CALLS(X)
#undef X
};

void *proj_slots[PROJ_COUNT];

#define CALL(name) ((__typeof__(name) *)proj_slots[slot_##name])

static int lies_in(double lon, double lat, double w, double s, double e, double n) {
	return lat >= s && lat <= n && (w <= e ? lon >= w && lon <= e : lon >= w || lon <= e);
}

static void describe(PJ_CONTEXT *ctx, PJ *used, double lon, double lat, taken *out) {
	double w, s, e, n;
	const char *area = NULL;
	PJ_PROJ_INFO info = CALL(proj_pj_info)(used);
	out->found = 1;
	out->ballpark = CALL(proj_coordoperation_has_ballpark_transformation)(ctx, used);
	out->accuracy = CALL(proj_coordoperation_get_accuracy)(ctx, used);
	if (info.description)
		strncpy(out->name, info.description, sizeof out->name - 1);
	if (CALL(proj_get_area_of_use)(ctx, used, &w, &s, &e, &n, &area) && w > -1000)
		out->elsewhere = !lies_in(lon, lat, w, s, e, n);
}

int taken_at(const char *from, const char *to, int n, const double *lon, const double *lat, taken *out) {
	PJ_CONTEXT *ctx = CALL(proj_context_create)();
	CALL(proj_log_level)(ctx, PJ_LOG_NONE);
	PJ *any = CALL(proj_create_crs_to_crs)(ctx, from, to, NULL);
	PJ *way = any ? CALL(proj_normalize_for_visualization)(ctx, any) : NULL;
	memset(out, 0, n * sizeof *out);
	for (int i = 0; way && i < n; i++) {
		PJ_COORD at = {{lon[i], lat[i], 0, HUGE_VAL}};
		PJ_COORD there = CALL(proj_trans)(way, PJ_FWD, at);
		PJ *used = CALL(proj_trans_get_last_used_operation)(way);
		if (used && there.xy.x != HUGE_VAL)
			describe(ctx, used, lon[i], lat[i], &out[i]);
		CALL(proj_destroy)(used);
	}
	CALL(proj_destroy)(way);
	CALL(proj_destroy)(any);
	CALL(proj_context_destroy)(ctx);
	return way != NULL;
}

const char *operation_open(const char *text, operation *out) {
	out->ctx = CALL(proj_context_create)();
	CALL(proj_log_level)(out->ctx, PJ_LOG_NONE);
	out->pj = CALL(proj_create)(out->ctx, text);
	if (out->pj)
		return NULL;
	return CALL(proj_context_errno_string)(out->ctx, CALL(proj_context_errno)(out->ctx));
}

size_t operation_run(operation o, int inverse, double *x, double *y, size_t n) {
	return CALL(proj_trans_generic)(o.pj, inverse ? PJ_INV : PJ_FWD, x, sizeof *x, n, y, sizeof *y, n, NULL, 0, 0, NULL, 0, 0);
}

void operation_close(operation o) {
	CALL(proj_destroy)(o.pj);
	CALL(proj_context_destroy)(o.ctx);
}
