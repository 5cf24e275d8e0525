/* First exercises with arrays. */

void array_inc(int *arr, int n) {
    for (int i = 0; i < n; ++i) {
        arr[i] += 1;
    }
}

int array_sum(int *arr, int n) {
    int sum = 0;
    for (int i = 0; i < n; ++i) {
        sum += arr[i];
    }
    return sum;
}

void cube_in_place(int *arr, int n) {
    for (int i = 0; i < n; ++i) {
        arr[i] = arr[i] * arr[i] * arr[i];
    }
}

void fourth_in_place(int *arr, int n) {
    for (int i = 0; i < n; ++i) {
        arr[i] = arr[i] * arr[i];
        arr[i] = arr[i] * arr[i];
    }
}

int sum_elts(int *arr, int n) {
    int sum = 0;
    for (int i = 0; i < n; ++i) {
        sum = sum + arr[i];
    }
    return sum;
}
