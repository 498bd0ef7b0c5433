/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that tries each second to store what is in force and could not be stored. */
#ifndef GATE_CORE_KEEPER_H
#define GATE_CORE_KEEPER_H

struct gate;
struct gate_keeper;

/* NULL: no thread could be started. The gate outlives it. */
struct gate_keeper *gate_keeper_start(struct gate *gate);
void gate_keeper_stop(struct gate_keeper *keeper); /* NULL is nothing */

#endif
