// lateload_open fills the table; NULL, or what is wrong. Not to be called from two threads at once.
const char *lateload_open(void);

// lateload_call calls a function of libgdal that takes and returns nothing; 0 where this build of GDAL has none of that name.
int lateload_call(const char *name);

// lateload_find is a function of libgdal or of a library that it stands on, such as libproj; NULL where there is none of that name.
void *lateload_find(const char *name);
