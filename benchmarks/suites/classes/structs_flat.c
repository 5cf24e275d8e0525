/* The kernels on structs of arrays, callable with their fields. */

#define integrate integrate_struct
#define invert invert_struct
#define threshold threshold_struct
#define csr_multiply csr_multiply_struct
#define net_exposure net_exposure_struct
#define kinetic_energy kinetic_energy_struct
#include "structs.c"
#undef integrate
#undef invert
#undef threshold
#undef csr_multiply
#undef net_exposure
#undef kinetic_energy

void integrate(float *x, float *y, float *vx, float *vy, int count, float dt, float gravity) {
    Particles p = {x, y, vx, vy, count};
    integrate_struct(&p, dt, gravity);
}

void invert(int width, int height, int stride, uint8_t *data) {
    Image img = {width, height, stride, data};
    invert_struct(&img);
}

void threshold(int width, int height, int stride, uint8_t *data, int to_width, int to_height, int to_stride,
               uint8_t *to_data, int level) {
    Image src = {width, height, stride, data}, dst = {to_width, to_height, to_stride, to_data};
    threshold_struct(&src, &dst, level);
}

void csr_multiply(int rows, const int *ptr, const int *col, const double *val, const double *x, double *y) {
    struct csr a = {rows, ptr, col, val};
    csr_multiply_struct(&a, x, y);
}

double net_exposure(unsigned n, const int *quantity, const double *price, const uint8_t *side) {
    return net_exposure_struct((Orders){n, quantity, price, side});
}

float kinetic_energy(float *x, float *y, float *vx, float *vy, int count) {
    const Particles p = {x, y, vx, vy, count};
    return kinetic_energy_struct(&p);
}
