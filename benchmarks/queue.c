/* The yardstick of every benchmark: the M/M/50+M queue as a bare event loop in C.
 *
 * 48 contacts a minute, mean handling 1 minute, mean patience 2 minutes, all exponential. Events are the
 * next arrival and the ends of service, in a binary heap; contacts wait first come first served in a ring
 * buffer; abandonment is lazy: a contact draws its patience on queueing, and who has left is seen when an
 * advisor frees. It knows no customers, advisors or records: it is what the engine is measured against.
 *
 * Usage: queue CONTACTS SEED. Starts empty, lets CONTACTS contacts arrive, serves the queue to its end and
 * prints one line of JSON. `seconds` is the time of the loop alone. Called by benchmarks/yardstick.py.
 */
#define _POSIX_C_SOURCE 199309L
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SERVERS 50
#define RING 65536u /* a power of two; the queue averages three contacts */

static const double MEAN_GAP = 1.0 / 48.0, MEAN_HANDLING = 1.0, MEAN_PATIENCE = 2.0; /* minutes */

typedef struct {
    uint64_t s[4];
} Random;

typedef struct {
    double arrival, deadline;
} Waiting;

typedef struct {
    long abandoned;
    double waited; /* minutes, served and abandoned contacts together */
} Outcome;

/* splitmix64 (Steele, Lea & Flood 2014): spreads a seed over the state, as the authors of xoshiro advise */
static Random seeded(uint64_t seed)
{
    Random r;
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        r.s[i] = z ^ (z >> 31);
    }
    return r;
}

/* xoshiro256+ (Blackman & Vigna 2021) */
static inline uint64_t next_bits(Random *r)
{
    uint64_t *s = r->s, result = s[0] + s[3], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

static inline double exponential(Random *r, double mean)
{
    double u = (double)((next_bits(r) >> 11) + 1) * 0x1.0p-53; /* in (0, 1]: never log(0) */
    return -mean * log(u);
}

static inline void heap_push(double *heap, int *size, double end)
{
    int i = (*size)++;
    while (i > 0 && heap[(i - 1) / 2] > end) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = end;
}

/* The earliest end leaves and another takes its place in one pass. */
static inline void heap_replace_top(double *heap, int size, double end)
{
    int i = 0, child;
    while ((child = 2 * i + 1) < size) {
        if (child + 1 < size && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= end)
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = end;
}

static Outcome simulate(long contacts, Random *random)
{
    static double heap[SERVERS];
    static Waiting ring[RING];
    Outcome outcome = {0, 0.0};
    uint32_t head = 0, tail = 0;
    int busy = 0;
    long arrived = 0;
    double next_arrival = exponential(random, MEAN_GAP);

    while (arrived < contacts || busy > 0) {
        if (arrived < contacts && (busy == 0 || next_arrival < heap[0])) {
            double now = next_arrival;
            arrived++;
            next_arrival = now + exponential(random, MEAN_GAP);
            if (busy < SERVERS) {
                heap_push(heap, &busy, now + exponential(random, MEAN_HANDLING));
            } else {
                if (tail - head == RING) {
                    fputs("queue: more contacts waiting than the ring buffer holds\n", stderr);
                    exit(1);
                }
                ring[tail++ & (RING - 1)] = (Waiting){now, now + exponential(random, MEAN_PATIENCE)};
            }
            continue;
        }
        double now = heap[0];
        while (head != tail && ring[head & (RING - 1)].deadline <= now) {
            Waiting *gone = &ring[head++ & (RING - 1)];
            outcome.abandoned++;
            outcome.waited += gone->deadline - gone->arrival;
        }
        if (head != tail) {
            outcome.waited += now - ring[head++ & (RING - 1)].arrival;
            heap_replace_top(heap, busy, now + exponential(random, MEAN_HANDLING));
        } else {
            busy--;
            heap_replace_top(heap, busy, heap[busy]);
        }
    }
    return outcome;
}

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    char *end = NULL, *rest = NULL;
    long contacts = argc == 3 ? strtol(argv[1], &end, 10) : 0;
    uint64_t seed = argc == 3 ? strtoull(argv[2], &rest, 10) : 0;
    if (argc != 3 || contacts < 1 || *end || end == argv[1] || *rest || rest == argv[2]) {
        fputs("usage: queue CONTACTS SEED (whole numbers, CONTACTS at least 1)\n", stderr);
        return 2;
    }
    Random random = seeded(seed);
    double start = clock_seconds();
    Outcome outcome = simulate(contacts, &random);
    double seconds = clock_seconds() - start;
    printf("{\"contacts\": %ld, \"seconds\": %.9f, \"abandonment_share\": %.17g, \"mean_wait_s\": %.17g}\n", contacts,
           seconds, (double)outcome.abandoned / (double)contacts, 60.0 * outcome.waited / (double)contacts);
    return 0;
}
