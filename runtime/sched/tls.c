// The one thread-local of the runtime. See abi.h.
#include "undergo/abi.h"

__thread UgG *ugx_g __attribute__((tls_model(UGX_TLS_MODEL)));
