export const usage = `Drives the units of a portal over HTTP: traffic, faults, repairs, visits and lost signals of a realistic fleet.

  node telemetry-sim/main.ts --target URL --token TOKEN [options]            drives the units until it is told to stop
  node telemetry-sim/main.ts verify --target URL --token TOKEN --state-file FILE
                                                                             compares the portal's figures with the ledger
  node telemetry-sim/main.ts back-fill --target URL --token TOKEN            gives the units a past
  node telemetry-sim/main.ts crews --target URL --token TOKEN                moves a demo's requests and visits along

For all four
  --target URL          the portal, such as http://localhost:3000
  --token TOKEN         the gateway's token (of crews: a dispatcher's); or HOISTWAY_SIM_TOKEN, which does not show in the process list
  --help                print this

To drive
  --units N             only the first N units
  --only PREFIX         only the units whose number begins so (not with --units)
  --seed S              any text; the same seed gives the same fleet (default 1)
  --from ISO            start the simulated clock in the past, such as 2026-11-01T00:00:00Z (default now)
  --to ISO              end there, once everything is delivered
  --speed X             simulated seconds in a real second until the clock reaches now, then real time
                        (default as fast as the portal takes it; --speed without --from starts 24 h back)
  --fault-rate F        multiplies how often units fail (default 1)
  --even-faults         faults of lifts come as often at night and on Sundays as in rush hours, for visitors at any hour
  --hurry H             divides response, repair and visit times (default 1)
  --counters-every S    seconds between two counter messages of a unit, besides one at each full hour (default 60)
  --restart-every H     hours in which each gateway restarts once, so that its units' counters begin anew (default 720)
  --counter-bits B      counters begin anew when they are full, at 16 or 32 bits (default never)
  --chaos               the network at its worst: messages come late, twice, out of order; requests and answers get lost
  --in-flight N         requests that may be under way at once (default 4)
  --plain               do not zip large requests
  --state-file FILE     save the state every few seconds and at the end, and go on from it
  --catch-up HOURS      make up for at most so much of the time since it was saved (default 1)
  --stop-with-parent    end when standard input closes
  --quiet               print only trouble

To verify
  --state-file FILE     what the simulator saved; it may be running
  --silence-after MIN   minutes without a message after which the portal calls a unit unknown (default 15)
  --patience S          seconds that the portal may take to work in what it accepted (default 10)
  It ends with code 1 where anything differs, or where there is nothing to compare yet.

To back-fill, units without history only
  --months N            how far back (default 13)
  --units, --only, --seed, --fault-rate, --even-faults, --hurry, --quiet as above

Crews, on a demo portal only: --seed, --quiet, --stop-with-parent as above

Messages never carry a time in the future.`
