#include <proj.h>

// The functions of PROJ that are called, found in the library that GDAL itself stands on; so PROJ is linked no more than GDAL is.
#define PROJ_CALLS(X) \
	X(proj_context_create) X(proj_context_destroy) X(proj_log_level) X(proj_context_errno) X(proj_context_errno_string) \
	X(proj_create) X(proj_create_crs_to_crs) X(proj_normalize_for_visualization) X(proj_destroy) X(proj_pj_info) \
	X(proj_trans) X(proj_trans_generic) X(proj_trans_get_last_used_operation) \
	X(proj_coordoperation_has_ballpark_transformation) X(proj_coordoperation_get_accuracy) X(proj_get_area_of_use)

enum {
#define X(name) slot_##name,
	PROJ_CALLS(X)
#undef X
	PROJ_COUNT
};

extern const char *const proj_names[PROJ_COUNT];
extern void *proj_slots[PROJ_COUNT];

// taken is what PROJ took for one place; found is 0 where it had no result.
typedef struct {
	int found, ballpark, elsewhere;
	double accuracy;
	char name[256];
} taken;

// taken_at asks which of PROJ's operations between two geographic CRSs each place (degrees, longitude first) is sent through.
// Where none is left that is made for a place, PROJ takes another one: elsewhere tells. 0 where there is no way at all.
int taken_at(const char *from, const char *to, int n, const double *lon, const double *lat, taken *out);

// An operation that is written out, with a context of its own; NULL and the reason where PROJ does not take it.
typedef struct { PJ_CONTEXT *ctx; PJ *pj; } operation;
const char *operation_open(const char *text, operation *out);
size_t operation_run(operation o, int inverse, double *x, double *y, size_t n);
void operation_close(operation o);
