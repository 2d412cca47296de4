"""The floor: demand, queueing, routing, handling and rosters of a contact centre."""
