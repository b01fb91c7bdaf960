// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CGRAPHVIZ_H
#define SIDESTEP_CGRAPHVIZ_H
#include <gvc.h>
#endif
