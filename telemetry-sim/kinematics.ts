/** What a drive can do: m/s, m/s² and m/s³. */
interface Motion {
  readonly speed: number
  readonly acceleration: number
  readonly jerk: number
}

/**
 * Seconds from standstill to standstill over a distance in metres, with the shortest jerk-limited profile
 * (Peters, "Ideal lift kinematics", 1996; CIBSE Guide D): either the rated speed is reached, or only the full acceleration, or neither.
 */
export const travelSeconds = (distance: number, motion: Motion): number => {
  if (distance <= 0) return 0
  const { speed, jerk } = motion
  // A slow drive is at its speed before it is at its full acceleration.
  const acceleration = Math.min(motion.acceleration, Math.sqrt(speed * jerk))
  if (distance >= speed ** 2 / acceleration + (speed * acceleration) / jerk) {
    return distance / speed + speed / acceleration + acceleration / jerk
  }
  if (distance >= (2 * acceleration ** 3) / jerk ** 2) {
    return acceleration / jerk + Math.sqrt((4 * distance) / acceleration + (acceleration / jerk) ** 2)
  }
  return Math.cbrt((32 * distance) / jerk)
}
