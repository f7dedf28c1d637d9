#!/bin/sh
# Stands in for the native schema engine, which neither `prisma generate` nor the node needs and which would be downloaded.
exit 1
