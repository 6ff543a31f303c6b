cp cranes.c before.c
sed 's/^    if (job->cancels) cancel(job->cancels);/    int itself = job->cancels == job->id;\n    if (job->cancels \&\& !itself) cancel(job->cancels);/
s/^    printf("job %d\\n", job->id);/    if (!itself) {\n      printf("job %d\\n", job->id);\n      done++;\n    }/
/^    done++;/d' before.c > cranes.c
diff -u --label a/cranes.c --label b/cranes.c before.c cranes.c > fix.patch
echo fix.patch
