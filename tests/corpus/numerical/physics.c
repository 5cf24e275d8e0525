/* Particles as a struct of arrays, sparse products, and finite differences. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define IDX(i, j) ((i) * nx + (j))

typedef struct {
    float *x, *y, *z;
    float *vx, *vy, *vz;
    const float *mass;
    int count;
} Particles;

static void advance(Particles *p, float dt)
{
    for (int i = 0; i < p->count; i++) {
        p->x[i] += p->vx[i] * dt;
        p->y[i] += p->vy[i] * dt;
        p->z[i] += p->vz[i] * dt;
    }
}

void drift(float *x, float *y, float *z, float *vx, float *vy, float *vz, int count, float dt)
{
    Particles p = {.x = x, .y = y, .z = z, .vx = vx, .vy = vy, .vz = vz, .count = count};
    advance(&p, dt);
}

double kinetic_energy(float *vx, float *vy, float *vz, const float *mass, int count)
{
    const Particles p = {.vx = vx, .vy = vy, .vz = vz, .mass = mass, .count = count};
    double e = 0.0;
    for (int i = 0; i < p.count; i++) {
        double v2 = p.vx[i] * p.vx[i] + p.vy[i] * p.vy[i] + p.vz[i] * p.vz[i];
        e += 0.5 * p.mass[i] * v2;
    }
    return e;
}

void reflect_walls(float *x, float *vx, int n, float lo, float hi)
{
    for (int i = 0; i < n; i++) {
        if (x[i] < lo) {
            x[i] = 2.0f * lo - x[i];
            vx[i] = -vx[i];
        } else if (x[i] > hi) {
            x[i] = 2.0f * hi - x[i];
            vx[i] = -vx[i];
        }
    }
}

void periodic_wrap(double *x, int n, double box)
{
    for (int i = 0; i < n; i++) {
        if (x[i] >= box)
            x[i] -= box;
        else if (x[i] < 0.0)
            x[i] += box;
    }
}

void gravity(const double *x, const double *y, const double *m, double *ax, double *ay, int n, double eps)
{
    for (int i = 0; i < n; i++) {
        double fx = 0.0, fy = 0.0;
        for (int j = 0; j < n; j++) {
            const double dx = x[j] - x[i], dy = y[j] - y[i];
            const double r2 = dx * dx + dy * dy + eps;
            const double inv = 1.0 / (r2 * sqrt(r2));
            fx += m[j] * dx * inv;
            fy += m[j] * dy * inv;
        }
        ax[i] = fx;
        ay[i] = fy;
    }
}

double pair_energy(const double *x, int n)
{
    double e = 0.0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            e += 1.0 / (1.0 + (x[i] - x[j]) * (x[i] - x[j]));
    return e;
}

void csr_matvec(int rows, const int *ptr, const int *col, const double *val, const double *x, double *y)
{
    for (int i = 0; i < rows; i++) {
        double sum = 0.0;
        for (int k = ptr[i]; k < ptr[i + 1]; k++)
            sum += val[k] * x[col[k]];
        y[i] = sum;
    }
}

void coo_matvec(int nnz, const int *row, const int *col, const double *val, const double *x, double *y)
{
    for (int k = 0; k < nnz; k++)
        y[row[k]] += val[k] * x[col[k]];
}

void ell_matvec(int rows, int width, const int *col, const double *val, const double *x, double *y)
{
    for (int i = 0; i < rows; i++) {
        double sum = 0.0;
        for (int k = 0; k < width; k++)
            sum += val[i * width + k] * x[col[i * width + k]];
        y[i] = sum;
    }
}

void jacobi(const double *u, const double *f, double *unew, int ny, int nx, double h2)
{
    for (int i = 1; i < ny - 1; i++)
        for (int j = 1; j < nx - 1; j++)
            unew[IDX(i, j)] = 0.25 * (u[IDX(i - 1, j)] + u[IDX(i + 1, j)] + u[IDX(i, j - 1)] + u[IDX(i, j + 1)] - h2 * f[IDX(i, j)]);
}

double residual_norm(const double *u, const double *f, int ny, int nx, double ih2)
{
    double sum = 0.0;
    for (int i = 1; i < ny - 1; i++) {
        for (int j = 1; j < nx - 1; j++) {
            double r = f[IDX(i, j)] - (u[IDX(i - 1, j)] + u[IDX(i + 1, j)] + u[IDX(i, j - 1)] + u[IDX(i, j + 1)] - 4.0 * u[IDX(i, j)]) * ih2;
            sum += r * r;
        }
    }
    return sqrt(sum);
}

void gauss_seidel(double *u, const double *f, int n, double h2)
{
    for (int i = 1; i < n - 1; i++)
        u[i] = 0.5 * (u[i - 1] + u[i + 1] - h2 * f[i]);
}

void heat_step(const double *t, double *out, int n, double r)
{
    if (n < 2)
        return;
    out[0] = t[0];
    for (int i = 1; i < n - 1; i++)
        out[i] = t[i] + r * (t[i + 1] - 2.0 * t[i] + t[i - 1]);
    out[n - 1] = t[n - 1];
}

void upwind(const double *u, double *out, int n, double c)
{
    for (int i = 1; i < n; i++)
        out[i] = u[i] - c * (u[i] - u[i - 1]);
    if (n > 0)
        out[0] = u[0];
}

void wave_step(const double *prev, const double *cur, double *next, int n, double c2)
{
    for (int i = 1; i + 1 < n; ++i)
        next[i] = 2.0 * cur[i] - prev[i] + c2 * (cur[i - 1] - 2.0 * cur[i] + cur[i + 1]);
}

void gradient(const double *f, double *g, int n, double h)
{
    if (n < 2)
        return;
    g[0] = (f[1] - f[0]) / h;
    g[n - 1] = (f[n - 1] - f[n - 2]) / h;
    for (int i = 1; i < n - 1; i++)
        g[i] = (f[i + 1] - f[i - 1]) / (2.0 * h);
}

double trapezoid(const double *y, int n, double dx)
{
    double s = 0.0;
    for (int i = 0; i + 1 < n; i++)
        s += 0.5 * (y[i] + y[i + 1]) * dx;
    return s;
}

double simpson(const double *y, int n, double dx)
{
    if (n < 3)
        return 0.0;
    double s = y[0] + y[n - 1];
    for (int i = 1; i < n - 1; i++)
        s += (i % 2 ? 4.0 : 2.0) * y[i];
    return s * dx / 3.0;
}

double horner(const double *c, int n, double x)
{
    double r = 0.0;
    for (int i = n - 1; i >= 0; i--)
        r = r * x + c[i];
    return r;
}

void thomas(const double *a, const double *b, const double *c, double *d, double *cp, int n)
{
    cp[0] = c[0] / b[0];
    d[0] = d[0] / b[0];
    for (int i = 1; i < n; i++) {
        const double m = 1.0 / (b[i] - a[i] * cp[i - 1]);
        cp[i] = c[i] * m;
        d[i] = (d[i] - a[i] * d[i - 1]) * m;
    }
    for (int i = n - 2; i >= 0; i--)
        d[i] -= cp[i] * d[i + 1];
}

void laplacian_3d(const float *u, float *out, int nx, int ny, int nz)
{
    for (int k = 1; k < nz - 1; k++)
        for (int j = 1; j < ny - 1; j++)
            for (int i = 1; i < nx - 1; i++) {
                const int c = (k * ny + j) * nx + i;
                out[c] = u[c - 1] + u[c + 1] + u[c - nx] + u[c + nx] + u[c - nx * ny] + u[c + nx * ny] - 6.0f * u[c];
            }
}

void cross_products(const double *a, const double *b, double *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        c[3 * i] = a[3 * i + 1] * b[3 * i + 2] - a[3 * i + 2] * b[3 * i + 1];
        c[3 * i + 1] = a[3 * i + 2] * b[3 * i] - a[3 * i] * b[3 * i + 2];
        c[3 * i + 2] = a[3 * i] * b[3 * i + 1] - a[3 * i + 1] * b[3 * i];
    }
}

void normalise_rows(double *v, int n)
{
    for (int i = 0; i < n; i++) {
        double *p = v + 3 * i;
        const double len = sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
        if (len > 0.0) {
            p[0] /= len;
            p[1] /= len;
            p[2] /= len;
        }
    }
}

void transform_points(const float m[16], const float *in, float *out, int n)
{
    for (int i = 0; i < n; i++) {
        const float x = in[3 * i], y = in[3 * i + 1], z = in[3 * i + 2];
        out[3 * i] = m[0] * x + m[4] * y + m[8] * z + m[12];
        out[3 * i + 1] = m[1] * x + m[5] * y + m[9] * z + m[13];
        out[3 * i + 2] = m[2] * x + m[6] * y + m[10] * z + m[14];
    }
}

void deposit(const double *x, const double *q, int n, double *rho, int cells, double inv_dx)
{
    for (int i = 0; i < n; i++) {
        const int c = (int)(x[i] * inv_dx);
        if (c >= 0 && c < cells)
            rho[c] += q[i];
    }
}
