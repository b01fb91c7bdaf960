// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CCRYPTO_H
#define SIDESTEP_CCRYPTO_H
#include <openssl/evp.h>
#endif
