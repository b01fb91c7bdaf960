// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CZLIB_H
#define SIDESTEP_CZLIB_H
#include <zlib.h>
#endif
