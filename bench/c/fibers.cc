// The counterpart of goroutines.c for Boost.Fiber, with its own defaults: all fibers on one thread, stacks of 128 KB.
#include <boost/fiber/all.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace fibers = boost::fibers;

static long resident_bytes()
{
    long size, pages = 0;
    std::ifstream("/proc/self/statm") >> size >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

static void join(std::vector<fibers::fiber> &all)
{
    for (auto &f : all) f.join();
}

static double parked(long n)
{
    fibers::unbuffered_channel<long> c;
    std::vector<fibers::fiber> all;
    long before = resident_bytes();
    for (long i = 0; i < n; i++)
        all.emplace_back([&] {
            long v;
            c.pop(v);
        });
    boost::this_fiber::yield();
    double each = static_cast<double>(resident_bytes() - before) / static_cast<double>(n);
    c.close();
    join(all);
    return each;
}

static void pingpong(long n)
{
    fibers::unbuffered_channel<long> there, back;
    fibers::fiber answer([&] {
        for (long v; there.pop(v) == fibers::channel_op_status::success;) back.push(v);
    });
    for (long i = 0; i < n; i++) {
        long v;
        there.push(i);
        back.pop(v);
    }
    there.close();
    answer.join();
}

static void buffered(long n)
{
    fibers::buffered_channel<long> c(128); // a power of two
    fibers::fiber producer([&] {
        for (long i = 0; i < n; i++) c.push(i);
        c.close();
    });
    for (long v; c.pop(v) == fibers::channel_op_status::success;) {}
    producer.join();
}

static bool run(const std::string &what, long n)
{
    std::vector<fibers::fiber> all;
    if (what == "create") {
        for (long i = 0; i < n; i += 100) {
            for (int k = 0; k < 100; k++) all.emplace_back([] {});
            join(all);
            all.clear();
        }
    } else if (what == "yield") {
        for (int k = 0; k < 2; k++)
            all.emplace_back([=] {
                for (long i = 0; i < n / 2; i++) boost::this_fiber::yield();
            });
    } else if (what == "pingpong") {
        pingpong(n);
    } else if (what == "buffered") {
        buffered(n);
    } else if (what == "mutex") {
        static fibers::mutex lock;
        static long counter;
        for (int k = 0; k < 4; k++)
            all.emplace_back([=] {
                for (long i = 0; i < n / 4; i++) {
                    lock.lock();
                    counter++;
                    lock.unlock();
                }
            });
    } else {
        return false;
    }
    join(all);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    long n = std::atol(argv[2]);
    if (argv[1] == std::string("parked")) {
        std::printf("%.1f\n", parked(n));
        return 0;
    }
    auto begin = std::chrono::steady_clock::now();
    if (!run(argv[1], n)) return 1;
    std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    std::printf("%.1f\n", took.count() / static_cast<double>(n));
}
