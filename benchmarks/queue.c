/* The yardstick of every benchmark: the M/M/50+M queue as a bare event loop in C.
 *
 * 48 contacts a minute, mean handling 1 minute, mean patience 2 minutes, all exponential. Events (the next
 * arrival and the ends of service) stand in one list in a total order, a binary heap of records, as in any
 * event-driven simulation; contacts wait first come first served in a ring buffer; the server idle longest
 * answers; abandonment is lazy: a contact draws its patience on queueing, and who has left is seen when a
 * server frees. It knows no customers, keeps no record of a contact and draws from one generator: it is what
 * the engine is measured against.
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

enum { ARRIVAL, SERVICE_ENDS };

typedef struct {
    double time;
    long sequence; /* simultaneous events happen in the order in which they were scheduled */
    int kind, server;
} Event;

typedef struct {
    Event heap[SERVERS + 2];
    int size;
    long sequence;
} EventList;

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

static inline int before(const Event *a, const Event *b)
{
    return a->time < b->time || (a->time == b->time && a->sequence < b->sequence);
}

static void schedule(EventList *list, double time, int kind, int server)
{
    Event event = {time, list->sequence++, kind, server};
    int i = list->size++;
    while (i > 0 && before(&event, &list->heap[(i - 1) / 2])) {
        list->heap[i] = list->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    list->heap[i] = event;
}

static Event take_first(EventList *list)
{
    Event first = list->heap[0], last = list->heap[--list->size];
    int i = 0, child;
    while ((child = 2 * i + 1) < list->size) {
        if (child + 1 < list->size && before(&list->heap[child + 1], &list->heap[child]))
            child++;
        if (before(&last, &list->heap[child]))
            break;
        list->heap[i] = list->heap[child];
        i = child;
    }
    list->heap[i] = last;
    return first;
}

static Outcome simulate(long contacts, Random *random)
{
    static Waiting ring[RING];
    static int idle[SERVERS]; /* ring of idle servers, longest idle first */
    EventList list = {.size = 0, .sequence = 0};
    Outcome outcome = {0, 0.0};
    uint32_t head = 0, tail = 0, idle_head = 0, idle_tail = 0;
    long arrived = 0;

    for (int server = 0; server < SERVERS; server++)
        idle[idle_tail++ % SERVERS] = server;
    schedule(&list, exponential(random, MEAN_GAP), ARRIVAL, -1);
    while (list.size > 0) {
        Event event = take_first(&list);
        double now = event.time;
        if (event.kind == ARRIVAL) {
            if (++arrived < contacts)
                schedule(&list, now + exponential(random, MEAN_GAP), ARRIVAL, -1);
            if (idle_head != idle_tail) {
                schedule(&list, now + exponential(random, MEAN_HANDLING), SERVICE_ENDS, idle[idle_head++ % SERVERS]);
                continue;
            }
            if (tail - head == RING) {
                fputs("queue: more contacts waiting than the ring buffer holds\n", stderr);
                exit(1);
            }
            ring[tail++ & (RING - 1)] = (Waiting){now, now + exponential(random, MEAN_PATIENCE)};
            continue;
        }
        while (head != tail && ring[head & (RING - 1)].deadline <= now) {
            Waiting *gone = &ring[head++ & (RING - 1)];
            outcome.abandoned++;
            outcome.waited += gone->deadline - gone->arrival;
        }
        if (head != tail) {
            outcome.waited += now - ring[head++ & (RING - 1)].arrival;
            schedule(&list, now + exponential(random, MEAN_HANDLING), SERVICE_ENDS, event.server);
        } else {
            idle[idle_tail++ % SERVERS] = event.server;
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
