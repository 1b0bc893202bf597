<#ftl output_format="plainText">
<#import "template.ftl" as layout>
<@layout.frame>
${layout.shared.greeting()}

${msg("einlassEmailTestLead", layout.shared.company)}
</@layout.frame>
