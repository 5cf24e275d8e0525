/* Structs of arrays: particles, images with a stride, tables of orders, sparse matrices. */

#include <math.h>
#include <stdint.h>

typedef struct {
    float *x, *y, *vx, *vy;
    int count;
} Particles;

typedef struct {
    int width, height, stride;
    uint8_t *data;
} Image;

struct csr {
    int rows;
    const int *ptr;
    const int *col;
    const double *val;
};

typedef struct {
    unsigned n;
    const int *quantity;
    const double *price;
    const uint8_t *side;
} Orders;

void integrate(Particles *p, float dt, float gravity) {
    for (int i = 0; i < p->count; i++) {
        p->vy[i] += gravity * dt;
        p->x[i] += p->vx[i] * dt;
        p->y[i] += p->vy[i] * dt;
        if (p->y[i] < 0.0f) {
            p->y[i] = 0.0f;
            p->vy[i] = -p->vy[i] * 0.5f;
        }
    }
}

void invert(Image *img) {
    for (int y = 0; y < img->height; y++) {
        uint8_t *row = img->data + y * img->stride;
        for (int x = 0; x < img->width; x++)
            row[x] = 255 - row[x];
    }
}

void threshold(const Image *src, Image *dst, int level) {
    int x, y;
    for (y = 0; y < src->height; y++)
        for (x = 0; x < src->width; x++)
            dst->data[y * dst->stride + x] = src->data[y * src->stride + x] > level ? 255 : 0;
}

void csr_multiply(const struct csr *a, const double *x, double *y) {
    for (int i = 0; i < a->rows; i++) {
        double s = 0;
        for (int k = a->ptr[i]; k < a->ptr[i + 1]; k++)
            s += a->val[k] * x[a->col[k]];
        y[i] = s;
    }
}

double net_exposure(Orders o) {
    double total = 0.0;
    for (unsigned i = 0; i < o.n; ++i) {
        double notional = o.quantity[i] * o.price[i];
        total += o.side[i] ? -notional : notional;
    }
    return total;
}

float kinetic_energy(const Particles *p) {
    float e = 0;
    for (int i = 0; i < p->count; ++i)
        e += 0.5f * (p->vx[i] * p->vx[i] + p->vy[i] * p->vy[i]);
    return e;
}
