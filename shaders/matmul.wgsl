// Matrix products, see src/ops/matmul.rs for their kinds; one per slice. As seen by lib/gemm:
//   fold       M = rows in use * leading axes, K and N fixed: one slice, B shared
//   sum rows   C = A^T * B, K = rows in use * leading axes, M and N fixed: K is split, one C for each part
//   stack      M, N and K fixed: a slice for each leading axis and row
// A lies as [slice][m][k], or as [slice][k][m] unless A_ALONG_K; B as [slice][k][n], or as [slice][n][k] if B_ALONG_K.
//! use lib/step
//! use lib/gemm
//! use lib/a_vec4
//! use lib/b_vec4
//! use lib/c_vec4

override M: u32;
override K: u32;
// Which of M and K is to be multiplied by the rows in use.
override M_OF_ROWS: bool = false;
override K_OF_ROWS: bool = false;

struct Row {
    start: u32,
    inside: bool,
}

struct Column {
    start: u32,
    inside: bool,
}

fn extent_m() -> u32 {
    return select(M, M * step.rows, M_OF_ROWS);
}

fn extent_k() -> u32 {
    return select(K, K * step.rows, K_OF_ROWS);
}

fn row_of(m: u32) -> Row {
    return Row(slice * M * K + select(m, m * K, A_ALONG_K), m < extent_m());
}

fn place_a(row: Row, k: u32) -> u32 {
    if (row.inside && k < extent_k()) {
        return row.start + select(k * M, k, A_ALONG_K);
    }
    return OUTSIDE;
}

fn column_of(n: u32) -> Column {
    return Column(slice * N * K + select(n, n * K, B_ALONG_K), n < N);
}

fn place_b(column: Column, k: u32) -> u32 {
    if (column.inside && k < extent_k()) {
        return column.start + select(k * N, k, B_ALONG_K);
    }
    return OUTSIDE;
}

fn place_c(m: u32, n: u32) -> u32 {
    return ((slice * SPLITS + part) * M + m) * N + n;
}
