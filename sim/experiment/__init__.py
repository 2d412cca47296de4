"""Experiments: designs of runs, the engine that carries them out, the store of results, their statistics."""
