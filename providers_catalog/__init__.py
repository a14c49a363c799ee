"""Directories of providers and services: files in, typed records out.

Read ``detect.read(path)`` first. Nothing here knows the application, a database or the web.
"""
