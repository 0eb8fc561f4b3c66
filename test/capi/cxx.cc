// The header in C++: objects, lambdas without captures, references through arg, exceptions within a goroutine.
#include "check.h"
#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

struct Sum {
    ug_mutex lock = UG_MUTEX_INIT;
    ug_waitgroup group = UG_WAITGROUP_INIT;
    int64_t total = 0;
};

static std::atomic<int> caught;

static int start(void *)
{
    Sum sum;
    for (int i = 0; i < 100; i++) {
        CHECK_INT(ug_waitgroup_go(
                      &sum.group,
                      [](void *arg) {
                          Sum &s = *static_cast<Sum *>(arg);
                          ug_mutex_lock(&s.lock);
                          s.total++;
                          ug_mutex_unlock(&s.lock);
                          try {
                              ug_yield();
                              throw std::runtime_error(std::string("thrown on a goroutine"));
                          } catch (const std::exception &) {
                              caught++;
                          }
                      },
                      &sum, UG_STACK_MAPPED),
                  0);
    }
    CHECK_INT(ug_waitgroup_wait(&sum.group), 0);
    CHECK_INT(sum.total, 100);
    CHECK_INT(caught, 100);
    ug_chan *c = ug_chan_new(sizeof(int), 1);
    int v = 3, w = 0;
    std::vector<ug_case> cases = {UG_SEND(c, &v), UG_RECV(nullptr, nullptr)};
    CHECK_INT(ug_select(cases.data(), static_cast<int>(cases.size())), 0);
    CHECK_INT(ug_chan_recv(c, &w), 0);
    CHECK_INT(w, 3);
    CHECK_INT(ug_chan_free(c), 0);
    return CHECK_EXIT();
}

int main() { return ug_main(start, nullptr); }
