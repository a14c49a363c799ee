"""How a web server's process makes sure that what it announces is done."""

from app.jobs import inside, redis_bell
from app.world import World


def start(world: World) -> None:
    """With Redis, ring the workers; without it, work inside this process."""
    if world.config.redis_url:
        redis_bell.ring_through(world, world.config.redis_url)
    else:
        inside.start(world)
